import { describe, expect, it } from 'vitest';
import { applyLive, emptyLiveState } from '../../live/live-state.ts';
import { createFakeSite } from '../../testing/fake-site.ts';
import { wallSchema } from './wall-filter.ts';
import { layOutWall } from './wall-rows.ts';

const site = createFakeSite({ cameras: 12 });
const { cameras } = applyLive(applyLive(emptyLiveState, site.hello(5000)), site.camera(2, { state: 'frozen' }));
const lay = (filter: object, columns = 3) =>
  layOutWall(cameras, (key) => key === 'harbour/cam-01', wallSchema.parse(filter), columns);
const shapeOf = ({ rows }: ReturnType<typeof lay>) =>
  rows.map((row) => (row.kind === 'site' ? row.site : row.cameras.length));

describe('the wall', () => {
  it('puts the cameras of each site below its head, side by side', () => {
    expect(shapeOf(lay({}))).toEqual(['harbour', 3, 3, 2, 'quarry', 3, 1]);
    expect(shapeOf(lay({}, 5))).toEqual(['harbour', 5, 3, 'quarry', 4]);
  });

  it('counts by state, of each site and of all', () => {
    const { counts, rows } = lay({});
    expect(counts).toMatchObject({ all: 12, alerting: 1, trouble: 1, online: 11, frozen: 1 });
    expect(rows[0]).toMatchObject({ site: 'harbour', counts: { all: 8, online: 7, frozen: 1 } });
  });

  it('leaves out what was not asked for, and keeps counting it', () => {
    const { rows, counts, shown, sites } = lay({ show: 'trouble' });
    expect(rows.map(({ key }) => key)).toEqual(['harbour', 'harbour/cam-03']);
    expect([shown, counts.all, sites]).toEqual([1, 12, ['harbour', 'quarry']]);
    expect(shapeOf(lay({ site: 'quarry' }))).toEqual(['quarry', 3, 1]);
  });

  it('finds by every word of name, id, site and node', () => {
    expect(shapeOf(lay({ q: 'fence GATE-pi' }))).toEqual(['harbour', 1]);
    expect(lay({ q: 'nowhere' })).toMatchObject({ rows: [], shown: 0, counts: { all: 0 } });
  });
});
