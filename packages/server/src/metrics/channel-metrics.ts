import type { ChannelView } from '@splitsight/wire';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Where the channels are read from when somebody scrapes. */
export interface ChannelSource {
  views(): readonly ChannelView[];
}

/** Adds what becomes of notifications to the metrics; `channel` is the channel's number. */
export function addChannelMetrics(registry: Registry, { views }: ChannelSource, now: () => number): void {
  const registers = [registry];
  const labelNames = ['channel', 'kind'];
  const labelsOf = ({ id, settings }: ChannelView) => ({ channel: String(id), kind: settings.kind });
  const gauge = (name: string, help: string, value: (view: ChannelView) => number) =>
    new Gauge({
      ...{ name: `splitsight_channel_${name}`, help, labelNames, registers },
      collect() {
        this.reset();
        for (const view of views()) this.set(labelsOf(view), value(view));
      },
    });
  const counter = (name: string, help: string, value: (view: ChannelView) => number) =>
    new Counter({
      ...{ name: `splitsight_channel_${name}_total`, help, labelNames, registers },
      collect() {
        this.reset();
        for (const view of views()) this.inc(labelsOf(view), value(view));
      },
    });
  counter('sent', 'Messages that were delivered.', ({ sent }) => sent);
  counter('failed', 'Tries that failed.', ({ failed }) => failed);
  gauge('queued', 'Messages that wait.', ({ queued }) => queued);
  gauge('dead', 'Messages that were given up and are kept.', ({ dead }) => dead);
  gauge('failing', '1 while every try fails, or the channel’s secrets cannot be read.', ({ state }) =>
    state === 'failing' || state === 'locked' ? 1 : 0,
  );
  gauge('oldest_age_seconds', 'How long the oldest message has waited.', ({ oldest_at }) =>
    oldest_at === null ? 0 : Math.max(0, (now() - oldest_at) / 1000),
  );
  new Counter({
    name: 'splitsight_channel_dropped_total',
    help: 'Alerts that a channel did not tell of, by reason.',
    labelNames: [...labelNames, 'reason'],
    registers,
    collect() {
      this.reset();
      for (const view of views()) {
        for (const [reason, count] of Object.entries(view.dropped)) this.inc({ ...labelsOf(view), reason }, count);
      }
    },
  });
}
