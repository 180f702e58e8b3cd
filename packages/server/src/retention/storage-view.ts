import type { StorageAnswer, StoredKindView } from '@splitsight/wire';
import type { StoreConfig } from '../config/store.ts';
import type { Growth } from '../store/growth.ts';
import type { TableSize } from '../store/table-sizes.ts';
import type { Caretaker } from './caretaker.ts';

export interface StorageState {
  readonly caretaker: Pick<Caretaker, 'accepts' | 'disk' | 'file' | 'sizes' | 'isBusy' | 'doubtsClock'>;
  readonly pictureBytes: number;
  readonly growth: Growth;
}

interface Limits {
  readonly store: StoreConfig;
  readonly pictures: { readonly keep_days: number; readonly max_mb: number };
}

const megabyte = 1_000_000;
const secondsADay = 86_400;

/** What is kept now, and what days like the last one lead to. */
export function describeStorage({ store, pictures }: Limits, state: StorageState): StorageAnswer {
  const { caretaker, growth } = state;
  const disk = caretaker.disk();
  const file = caretaker.file();
  const sizes = caretaker.sizes();
  const rowBytes = (size: TableSize | undefined) => (size && size.rows > 0 ? size.bytes / size.rows : 0);

  function thinned(): StoredKindView {
    const { days = store.retention_days, whole_days, thin_s, max_mb } = store.keep.vectors;
    const perDay = growth.vectors * rowBytes(sizes?.vectors);
    const leftOver = Math.min(growth.vectors, (growth.cameras * secondsADay) / thin_s) * rowBytes(sizes?.vectors);
    const whole = Math.min(days, whole_days);
    return {
      ...{ kind: 'vectors', ...sizeOf(sizes?.vectors), days, whole_days, max_bytes: max_mb * megabyte },
      day_bytes: Math.round(perDay),
      expected_bytes: Math.round(Math.min(max_mb * megabyte, perDay * whole + leftOver * (days - whole))),
    };
  }

  const { decisions, alerts } = store.keep;
  const alertDays = alerts.days ?? store.retention_days;
  const alertDay = growth.alerts * rowBytes(sizes?.alerts);
  const pictureLimit = pictures.max_mb * megabyte;
  return {
    disk: disk && {
      level: disk.level,
      total_bytes: disk.totalBytes,
      free_bytes: disk.freeBytes,
      floor_bytes: Math.round(disk.floorBytes),
    },
    accepts: caretaker.accepts(),
    file: { bytes: file.bytes, free_bytes: file.freeBytes, log_bytes: file.walBytes, shrinks: file.shrinks },
    kinds: [
      thinned(),
      {
        ...{ kind: 'decisions', ...sizeOf(sizes?.decisions), days: decisions.days ?? store.retention_days },
        ...{ whole_days: decisions.whole_days, max_bytes: decisions.max_mb * megabyte },
        ...{ day_bytes: null, expected_bytes: null },
      },
      {
        ...{ kind: 'alerts', ...sizeOf(sizes?.alerts), days: alertDays, whole_days: null },
        ...{ max_bytes: alerts.max_mb * megabyte, day_bytes: Math.round(alertDay) },
        expected_bytes: Math.round(Math.min(alerts.max_mb * megabyte, alertDay * alertDays)),
      },
      {
        ...{ kind: 'pictures', rows: null, bytes: state.pictureBytes, days: pictures.keep_days, whole_days: null },
        ...{ max_bytes: pictureLimit, day_bytes: growth.pictureBytes },
        expected_bytes: Math.round(Math.min(pictureLimit, growth.pictureBytes * pictures.keep_days)),
      },
      {
        ...{ kind: 'rest', rows: null, bytes: sizes?.rest.bytes ?? null },
        ...{ days: null, whole_days: null, max_bytes: null, day_bytes: null, expected_bytes: null },
      },
    ],
    is_busy: caretaker.isBusy(),
    doubts_clock: caretaker.doubtsClock(),
  };
}

function sizeOf(size: TableSize | undefined): Pick<StoredKindView, 'rows' | 'bytes'> {
  return { rows: size?.rows ?? null, bytes: size?.bytes ?? null };
}
