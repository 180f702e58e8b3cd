import type { Tally } from '@splitsight/kernel';
import { pictureReasons } from '@splitsight/wire';
import { Counter, type Registry } from 'prom-client';
import { type PictureDropReason, pictureDropReasons } from '../pictures/asker.ts';
import type { PictureResult } from '../pictures/collector.ts';
import { type PictureRemoval, pictureRemovals } from '../pictures/store-room.ts';

/** What is counted of pictures. */
export interface PictureTallies {
  readonly results: Tally<PictureResult>;
  readonly dropped: Tally<PictureDropReason>;
  readonly removed: Tally<PictureRemoval>;
}

/** Adds what becomes of pictures to the metrics. */
export function addPictureMetrics(registry: Registry, { results, dropped, removed }: PictureTallies): void {
  const tallied = <Name extends string>(
    name: string,
    help: string,
    label: string,
    names: readonly Name[],
    tally: Tally<Name>,
  ) =>
    new Counter({
      name: `splitsight_${name}_total`,
      help,
      labelNames: [label],
      registers: [registry],
      collect() {
        const totals = tally.totals();
        this.reset();
        for (const one of names) this.inc({ [label]: one }, totals[one] ?? 0);
      },
    });
  tallied(
    'pictures',
    'Pictures that were asked for, by what became of them.',
    'result',
    ['here', ...pictureReasons],
    results,
  );
  tallied(
    'picture_messages_dropped',
    'Messages in place of pictures that were not used, by reason.',
    'reason',
    pictureDropReasons,
    dropped,
  );
  tallied('pictures_removed', 'Pictures that were deleted, by reason.', 'reason', pictureRemovals, removed);
}
