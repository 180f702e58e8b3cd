import { type Clock, type Millis, messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { CameraView } from '@splitsight/wire';
import { openBelievedClock } from '../clock/believed.ts';
import { coverageRoutes } from '../http/coverage-routes.ts';
import type { RouteGroup } from '../http/http.ts';
import { type Admission, type AdmissionOptions, createAdmission } from '../ingest/admission.ts';
import { createCoverageTable } from '../store/coverage.ts';
import type { Store } from '../store/store.ts';
import { type Coverage, createCoverage, writtenWithin } from './coverage.ts';

/** The account of when each camera was watched. */
export interface OpenCoverage
  extends Pick<Coverage, 'refuse' | 'onCamera' | 'onNode' | 'forget' | 'now' | 'forgotten'> {
  readonly routes: RouteGroup;
  /** Makes an admission, and takes note of what it lets in and what it refuses. */
  witness(options: AdmissionOptions): Admission;
  /** Writes what was told. Idempotent. */
  close(): void;
}

export interface CoverageParts {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly store: Pick<Store, 'connection'>;
  readonly maxCameras: number;
  readonly cameras: () => readonly CameraView[];
}

const tickEvery: Millis = 1000;
/** Cameras are written in so many parts, one at a time. */
const parts = 6;
const flushEvery: Millis = writtenWithin / parts;
/** It is small, and kept this long, whatever becomes of vectors. */
const keep: Millis = 400 * 86_400_000;
const forgetEvery: Millis = 3_600_000;

/** Opens it, going on where the last server ended. */
export function openCoverage({ clock, log, store, maxCameras, cameras }: CoverageParts): OpenCoverage {
  const table = createCoverageTable(store.connection);
  const believed = openBelievedClock(store.connection, clock);
  const coverage = createCoverage({ clock, table, maxCameras }, cameras());
  let part = 0;
  let isTold = false;

  function attempt(work: () => void): void {
    if (!store.connection.open) return;
    try {
      work();
      isTold = false;
    } catch (error) {
      if (!isTold) log.error('what was watched cannot be written; it waits in memory', { reason: messageOf(error) });
      isTold = true;
    }
  }

  const flushNext = () => {
    coverage.flush(part, parts);
    part = (part + 1) % parts;
  };
  const timers = [
    setInterval(coverage.tick, tickEvery),
    setInterval(() => attempt(flushNext), flushEvery),
    setInterval(() => attempt(() => table.forget(believed.now() - keep)), forgetEvery),
  ];
  // Whoever starts next knows from it that this server was there.
  attempt(() => coverage.flush(0, 1));
  return {
    ...coverage,
    routes: coverageRoutes({ coverage, clock, cameras }),
    witness(options) {
      const { admit, forget } = createAdmission({
        ...options,
        onSeen(from, capturedAt, trouble) {
          options.onSeen(from, capturedAt, trouble);
          if (capturedAt === null && trouble) coverage.refuse(from, trouble.code);
        },
      });
      return {
        admit(topic, payload, now) {
          const arrival = admit(topic, payload, now);
          // What comes again was seen when it first came.
          if (arrival && !arrival.isScored) coverage.see(arrival);
          return arrival;
        },
        forget,
      };
    },
    forget: (from) => attempt(() => coverage.forget(from)),
    close() {
      for (const timer of timers) clearInterval(timer);
      coverage.tick();
      attempt(() => coverage.flush(0, 1));
    },
  };
}
