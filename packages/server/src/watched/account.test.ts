import { join } from 'node:path';
import { createManualClock } from '@splitsight/testkit';
import type { BootId, CameraId, CameraView, Fingerprint, SiteId } from '@splitsight/wire';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Arrival, cameraRef } from '../flow.ts';
import { createCoverageTable } from '../store/coverage.ts';
import { type OwnedDatabase, openDatabase } from '../store/database.ts';
import { createRowWriter } from '../store/rows.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { createCoverage } from './coverage.ts';
import { silence } from './witness.ts';

const second = 1000;
const begin = Date.UTC(2026, 0, 1);
const site = 'yard' as SiteId;
const fingerprint = '0011223344556677' as Fingerprint;
const parts = 6;

let folder: Folder;
let database: OwnedDatabase;
beforeEach(() => {
  folder = makeFolder();
  database = openDatabase(join(folder.path, 'x.db'));
  database.connection.pragma('synchronous = OFF');
});
afterEach(() => {
  database.close();
  folder.remove();
});

interface Sent {
  readonly boot: number;
  readonly sequence: number;
  /** When its picture was taken, and when it comes: seconds after the beginning. */
  readonly at: number;
  readonly comesAt: number;
}

/** A camera before a server that stores and writes as the real one does, and may be killed. */
function openSite(camera: string) {
  const from = cameraRef(site, camera as CameraId);
  const clock = createManualClock(begin);
  const table = createCoverageTable(database.connection);
  const rows = createRowWriter(database.connection);
  const shown = { name: camera, node: null, state: 'online', since: null, reason: null, last_seen_at: null } as const;
  const view: CameraView = { site, camera: from.camera, ...shown };
  const open = () => createCoverage({ clock, table, maxCameras: 10 }, [view]);
  let coverage = open();
  let now = 0;

  function pass(until: number): void {
    for (; now < until; now++) {
      clock.set(begin + now * second);
      coverage.tick();
      if (now % 10 === 0) coverage.flush((now / 10) % parts, parts);
    }
    clock.set(begin + until * second);
  }

  return {
    pass,
    sees({ boot, sequence, at, comesAt }: Sent): void {
      pass(comesAt);
      const arrival: Arrival = {
        from,
        message: {
          ...{ bootId: boot.toString(16).padStart(16, '0') as BootId, sequence, capturedAt: begin + at * second },
          ...{ fingerprint, codec: 'u8', regions: [] },
        },
        kind: { fingerprint, codec: 'u8', vectorBytes: 8 },
        receivedAt: clock.now(),
        timing: comesAt - at > 5 ? 'late' : 'live',
      };
      coverage.see(arrival);
      rows.vectors(arrival);
    },
    kill(): void {
      coverage = open();
    },
    /** What is told of every second. */
    told(until: number): readonly string[] {
      const timeline = coverage.read(from, begin, begin + until * second);
      return Array.from({ length: until }, (_, at) => {
        const moment = begin + at * second;
        const one = timeline.find(({ from: start, to }) => start <= moment && moment < to);
        return one?.why ?? one?.state ?? 'nothing';
      });
    },
  };
}

describe('the account of what was watched', () => {
  it.each([0, 7, 15, 29, 44, 59])(
    'is whole after the server is killed %d s after it wrote a camera’s part',
    (after) => {
      const one = openSite('gate');
      const end = 240 + after;
      for (let n = 0; 2 * n <= end; n++) one.sees({ boot: 1, sequence: n, at: 2 * n, comesAt: 2 * n });
      one.kill();
      expect(new Set(one.told(end - 2))).toEqual(new Set(['watched']));
    },
  );

  const step = fc.record({
    gap: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 15 }) }, fc.integer({ min: 16, max: 60 })),
    fate: fc.constantFrom('live', 'live', 'live', 'late', 'lost'),
    isNewBoot: fc.integer({ max: 9, min: 0 }).map((n) => n === 0),
    isKilled: fc.integer({ max: 9, min: 0 }).map((n) => n === 0),
  });
  it('tells for watched what lies between two messages in a row that came, and nothing else, though the server is killed', () => {
    let runs = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: 20, max: 90 }), (steps, delay) => {
        const sent: (Sent & { readonly fate: string })[] = [];
        const kills: number[] = [];
        let [at, boot, sequence] = [0, 1, 0];
        for (const { gap, fate, isNewBoot, isKilled } of steps) {
          at += gap;
          if (isNewBoot) [boot, sequence] = [boot + 1, 0];
          sent.push({ boot, sequence, at, comesAt: fate === 'late' ? at + delay : at, fate });
          sequence++;
          if (isKilled) kills.push(at);
        }
        const one = openSite(`cam-${runs++}`);
        const came = sent.filter(({ fate }) => fate !== 'lost').toSorted((a, b) => a.comesAt - b.comesAt);
        for (const message of came) {
          while (kills[0] !== undefined && kills[0] < message.comesAt) {
            one.pass(kills.shift() ?? 0);
            one.kill();
          }
          one.sees(message);
        }
        const end = at + delay + 40;
        one.pass(end);
        const told = one.told(end);
        const may = Array.from({ length: end }, () => false);
        const must = Array.from({ length: end }, () => false);
        for (const [index, message] of sent.entries()) {
          const next = sent[index + 1];
          const isPair = next && next.boot === message.boot && (next.at - message.at) * second <= silence;
          if (!isPair || message.fate === 'lost' || next.fate === 'lost') continue;
          may.fill(true, message.at, next.at);
          must.fill(message.fate === 'live' && next.fate === 'live', message.at, next.at);
        }
        const wrong = told.flatMap((what, moment) => {
          const isWatched = what.startsWith('watched');
          return (isWatched && !may[moment]) || (!isWatched && must[moment]) ? [`${moment} ${what}`] : [];
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
