import { describe, expect, it } from 'vitest';
import { checkDraft, identityOf, idFrom } from './identity.ts';

const draft = { site: 'harbour', name: 'Front door', camera: 'front-door' };
const online = (camera: string, state: 'online' | 'offline' = 'online') =>
  ({ site: 'harbour', camera, state }) as Parameters<typeof checkDraft>[1] extends Iterable<infer One> ? One : never;

describe('who a browser is as a camera', () => {
  it('is what was typed; its node is named after the camera', () => {
    expect(checkDraft(draft, [online('gate')])).toEqual({});
    expect(identityOf(draft)).toEqual({
      site: 'harbour',
      camera: 'front-door',
      node: 'browser-front-door',
      name: 'Front door',
    });
    expect(identityOf({ ...draft, camera: 'x'.repeat(63) }).node).toHaveLength(63);
    expect(identityOf({ ...draft, name: '  ' }).name).toBe('front-door');
  });

  it('is refused where an id is none, or is online already', () => {
    expect(checkDraft({ ...draft, site: 'Harbour!', camera: '' }, [])).toEqual({ site: 'shape', camera: 'shape' });
    expect(checkDraft(draft, [online('front-door')])).toEqual({ camera: 'taken' });
    expect(checkDraft(draft, [online('front-door', 'offline')])).toEqual({});
  });

  it('has an id made of its name where that can be', () => {
    expect(idFrom('Front door 2', 'x')).toBe('front-door-2');
    expect(idFrom('Zoë’s café', 'x')).toBe('zoe-s-cafe');
    expect(idFrom('Ворота', 'camera-7f')).toBe('camera-7f');
    expect(idFrom('a'.repeat(100), 'x')).toHaveLength(63);
  });
});
