import type { BootId, CoverageReason } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Timing } from '../flow.ts';
import { type Cause, unknownCause } from './cause.ts';
import { cut, paint, type Timeline } from './timeline.ts';
import { freshWitness, letPass, seeMessage, type Told, type Witness } from './witness.ts';

const begin = 1_000_000;
const boots = { a: 'aaaaaaaaaaaaaaaa' as BootId, b: 'bbbbbbbbbbbbbbbb' as BootId };

interface SeenOptions {
  readonly timing?: Timing;
  readonly boot?: BootId;
  readonly now?: number;
}

/** A camera and its timeline; all times in seconds after the beginning. */
interface TestCamera {
  is(why: CoverageReason, now: number): void;
  sees(sequence: number, at: number, options?: SeenOptions): void;
  /** Sends messages every two seconds. */
  runs(sequences: readonly [number, number], from: number, options?: SeenOptions): void;
  /** Lets time go by, second by second. */
  pass(until: number): void;
  told(until: number): readonly string[];
  rows(): number;
  holes(): number;
}

function camera(): TestCamera {
  let witness: Witness = freshWitness(begin);
  let timeline: Timeline = [];
  let cause: Cause = unknownCause;
  let last = 0;
  const take = (told: Told) => {
    witness = told.witness;
    timeline = told.strokes.reduce(paint, timeline);
  };
  const one: TestCamera = {
    is(why, now) {
      one.pass(now);
      cause = { ...unknownCause, why, lies: why === 'camera_frozen' || why === 'camera_covered' };
    },
    sees(sequence, at, { timing = 'live', boot = boots.a, now = at } = {}) {
      last = Math.max(last, now);
      const sighting = { boot, sequence, capturedAt: begin + 1000 * at, timing };
      take(seeMessage(witness, sighting, cause, begin + 1000 * now));
    },
    runs(sequences, from, options = {}) {
      for (let n = sequences[0]; n <= sequences[1]; n++) one.sees(n, from + 2 * (n - sequences[0]), options);
    },
    pass(until) {
      for (let now = last + 1; now <= until; now++) take(letPass(witness, cause, begin + 1000 * now));
      last = Math.max(last, until);
    },
    told: (until) =>
      cut(timeline, begin, begin + 1000 * until).map(
        ({ from, to, state, why }) => `${(from - begin) / 1000}-${(to - begin) / 1000} ${why ?? state}`,
      ),
    rows: () => timeline.length,
    holes: () => witness.holes.length,
  };
  return one;
}

describe('a camera', () => {
  it('that says now and then that it lives is watched all the time, in one row', () => {
    const cam = camera();
    for (let n = 0; n <= 8640; n++) {
      cam.sees(n, 10 * n);
      cam.pass(10 * n + 9);
    }
    expect(cam.told(86_400)).toEqual(['0-86400 watched']);
    expect(cam.rows()).toBe(1);
  });

  it('that falls silent is not watched from its last message on', () => {
    const cam = camera();
    cam.runs([0, 5], 0);
    cam.pass(24);
    expect(cam.told(10)).toEqual(['0-10 watched']);
    cam.pass(60);
    expect(cam.told(60)).toEqual(['0-10 watched', '10-60 unknown']);
  });

  it('whose node is lost was not watched because of the link when its agent had gone on, and late once it is sent', () => {
    const cam = camera();
    cam.runs([0, 5], 0);
    cam.pass(40);
    cam.is('node_offline', 41);
    cam.pass(100);
    expect(cam.told(100)).toEqual(['0-10 watched', '10-100 node_offline']);
    cam.is('unknown', 101);
    cam.runs([51, 55], 102);
    expect(cam.told(110)).toEqual(['0-10 watched', '10-102 link_lost', '102-110 watched']);
    cam.runs([6, 20], 12, { timing: 'late', now: 111 });
    expect(cam.told(110)).toEqual(['0-10 watched', '10-40 watched_late', '40-102 link_lost', '102-110 watched']);
    cam.sees(56, 112);
    cam.runs([26, 50], 52, { timing: 'late', now: 113 });
    expect(cam.told(112)).toEqual([
      ...['0-10 watched', '10-40 watched_late', '40-52 messages_lost', '52-102 watched_late', '102-112 watched'],
    ]);
    expect(cam.holes()).toBe(1);
  });

  it('whose agent was killed was not watched because of that, but for what the agent had kept', () => {
    const cam = camera();
    cam.runs([0, 5], 0);
    cam.is('node_offline', 20);
    cam.pass(60);
    cam.is('unknown', 60);
    cam.runs([0, 3], 61, { boot: boots.b });
    expect(cam.told(67)).toEqual(['0-10 watched', '10-61 agent_down', '61-67 watched']);
    cam.runs([6, 8], 12, { timing: 'late', now: 68 });
    expect(cam.told(67)).toEqual(['0-10 watched', '10-16 watched_late', '16-61 agent_down', '61-67 watched']);
  });

  it('that is offline is not watched from its last picture on, though its agent is there', () => {
    const cam = camera();
    cam.runs([0, 5], 0);
    cam.is('camera_offline', 20);
    cam.pass(40);
    cam.is('unknown', 41);
    cam.runs([6, 8], 42);
    expect(cam.told(46)).toEqual(['0-10 watched', '10-42 camera_offline', '42-46 watched']);
  });

  it('that lies is not watched, though its pictures come', () => {
    const cam = camera();
    cam.runs([0, 5], 0);
    cam.is('camera_frozen', 10);
    cam.runs([6, 10], 12);
    cam.is('unknown', 21);
    cam.runs([11, 12], 22);
    expect(cam.told(24)).toEqual(['0-10 watched', '10-20 camera_frozen', '20-24 watched']);
  });

  it('of which messages are lost is not watched there, until they come after all', () => {
    const cam = camera();
    cam.runs([0, 2], 0);
    cam.runs([5, 6], 10);
    expect(cam.told(12)).toEqual(['0-4 watched', '4-10 messages_lost', '10-12 watched']);
    cam.sees(3, 6, { now: 13 });
    cam.sees(4, 8, { now: 13 });
    expect([cam.told(12), cam.holes()]).toEqual([['0-12 watched'], 0]);
  });

  it('that two agents watch is watched', () => {
    const cam = camera();
    for (let n = 0; n < 10; n++) {
      cam.sees(n, 4 * n);
      cam.sees(n, 4 * n + 2, { boot: boots.b });
    }
    expect(cam.told(38)).toEqual(['0-2 agent_down', '2-38 watched']);
    expect(cam.holes()).toBe(1);
  });

  it('whose clock was set back goes on from there', () => {
    const cam = camera();
    cam.runs([0, 5], 3600);
    cam.runs([6, 8], 10, { now: 3611 });
    expect(cam.told(14)).toEqual(['0-10 unknown', '10-14 watched']);
  });

  it('is told the same whatever repeats', () => {
    const message = fc.record({ sequence: fc.nat(40), late: fc.boolean() });
    fc.assert(
      fc.property(fc.uniqueArray(message, { maxLength: 40, selector: ({ sequence }) => sequence }), (messages) => {
        const [once, twice] = [camera(), camera()];
        for (const one of [once, twice]) one.sees(0, 0);
        for (const { sequence, late } of messages) {
          const options = { timing: late ? 'late' : 'live', now: 100 } as const;
          once.sees(sequence, 2 * sequence, options);
          twice.sees(sequence, 2 * sequence, options);
          twice.sees(sequence, 2 * sequence, options);
        }
        expect(twice.told(90)).toEqual(once.told(90));
      }),
    );
  });

  it('is told to have been watched wherever two messages in a row came, in whatever order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(30), { maxLength: 30 }), (order) => {
        const cam = camera();
        cam.sees(0, 0);
        cam.sees(31, 62);
        const sent = order.filter((n) => n > 0);
        for (const n of sent) cam.sees(n, 2 * n, { timing: 'late', now: 70 });
        const came = new Set([0, 31, ...sent]);
        const watched = Array.from({ length: 31 }, (_, n) => came.has(n) && came.has(n + 1));
        const told = cam.told(62).map((line) => /^(\d+)-(\d+) (.*)$/.exec(line) ?? []);
        for (const [n, is] of watched.entries()) {
          const at = told.find(([, from, to]) => Number(from) <= 2 * n && 2 * n < Number(to));
          expect(at?.[3] === 'watched_late').toBe(is);
        }
      }),
    );
  });
});
