import { readFileSync } from 'node:fs';
import type { Clock, Millis, Service, StageTimer } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { NodeHealth } from '@splitsight/wire';
import type { Channel, Stage } from './channel.ts';
import type { UplinkState } from './uplink.ts';

/** What {@link createHealth} reports on. */
export interface HealthParts {
  readonly watched: readonly { readonly channel: Channel; readonly camera: { restarts(): number } }[];
  readonly timer: StageTimer<Stage>;
  readonly uplinkState: () => UplinkState;
  /** What else is told. */
  readonly more: () => Pick<NodeHealth, 'sent' | 'pictures' | 'clock'>;
  readonly clock: Clock;
  readonly report: (health: NodeHealth) => void;
  readonly interval: Millis;
  readonly log: Logger;
}

/** Reports the agent's health at a steady interval, and logs what was dropped for other reasons than having nothing new. */
export function createHealth({
  watched,
  timer,
  uplinkState,
  more,
  clock,
  report,
  interval,
  log,
}: HealthParts): Service {
  const before = new Map<string, { frames: number; published: number }>();
  let ticking: NodeJS.Timeout | undefined;
  let since = 0;

  function measure(): void {
    const now = performance.now();
    const seconds = Math.max(0.001, (now - since) / 1000);
    since = now;
    const cameras: NodeHealth['cameras'] = {};
    for (const { channel, camera } of watched) {
      const { id, frames, published, dropped } = channel;
      const last = before.get(id) ?? { frames: 0, published: 0 };
      before.set(id, { frames, published });
      cameras[id] = {
        fps_in: round((frames - last.frames) / seconds),
        fps_out: round((published - last.published) / seconds),
        frames,
        published,
        dropped: { ...dropped.totals() },
        restarts: camera.restarts(),
      };
      const { gaze: _expected, ...fresh } = dropped.take() ?? {};
      if (Object.keys(fresh).length > 0) log.debug('pictures dropped', { camera: id, ...fresh });
    }
    const { connected, waiting, dropped, spool } = uplinkState();
    report({
      at: clock.now(),
      uptime_s: round(process.uptime()),
      rss_bytes: process.memoryUsage.rss(),
      cpu_temperature_c: readTemperature(),
      uplink: { connected, waiting, dropped: { ...dropped } },
      ...(spool ? { spool } : {}),
      stages_ms: timer.take(),
      cameras,
      ...more(),
    });
  }

  return {
    start() {
      since = performance.now();
      ticking = setInterval(measure, interval);
      return Promise.resolve();
    },
    stop() {
      clearInterval(ticking);
      return Promise.resolve();
    },
  };
}

/** The processor's temperature in °C; null where the machine shows none (Linux: Documentation/driver-api/thermal). */
function readTemperature(): number | null {
  try {
    const thousandths = Number(readFileSync('/sys/class/thermal/thermal_zone0/temp', 'latin1').trim());
    return Number.isFinite(thousandths) ? round(thousandths / 1000) : null;
  } catch {
    return null;
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
