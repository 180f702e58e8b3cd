import { createTally, type Tally } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { SuppressReason } from '@splitsight/wire';
import type { CloseReason } from './broker/broker.ts';
import type { ShadowDropReason } from './heads/shadows.ts';
import type { DropReason, Mark } from './ingest/reasons.ts';
import type { LiveCloseReason } from './live/hub.ts';
import type { ScoreDropReason } from './monitor/score-recorder.ts';
import type { LoginRefusal } from './people/login.ts';
import type { ArmingRefusal } from './rules/open-rules.ts';
import type { RowDropReason } from './store/store.ts';
import type { SwitchRefusal } from './switches/switches.ts';

/** Everything that is counted by reason. */
export interface Counts {
  readonly dropped: Tally<DropReason>;
  readonly marked: Tally<Mark>;
  readonly rowsDropped: Tally<RowDropReason>;
  readonly mqttClosed: Tally<CloseReason>;
  readonly liveClosed: Tally<LiveCloseReason>;
  readonly shadowDropped: Tally<ShadowDropReason>;
  readonly scoresDropped: Tally<ScoreDropReason>;
  /** Alerts that were not raised. */
  readonly suppressed: Tally<SuppressReason>;
  readonly armingRefused: Tally<ArmingRefusal>;
  readonly switchesRefused: Tally<SwitchRefusal>;
  readonly loginsRefused: Tally<LoginRefusal>;
}

export function createCounts(): Counts {
  return {
    dropped: createTally(),
    marked: createTally(),
    rowsDropped: createTally(),
    mqttClosed: createTally(),
    liveClosed: createTally(),
    shadowDropped: createTally(),
    scoresDropped: createTally(),
    suppressed: createTally(),
    armingRefused: createTally(),
    switchesRefused: createTally(),
    loginsRefused: createTally(),
  };
}

/** Logs what was counted since the last call, in one line; nothing when nothing was. */
export function reportCounts(counts: Counts, log: Pick<Logger, 'warn'>): void {
  const fresh = Object.entries(counts).map(([name, tally]) => [name, tally.take()] as const);
  const fields = Object.fromEntries(fresh.filter(([, taken]) => taken !== undefined));
  if (Object.keys(fields).length > 0) log.warn('counted', fields);
}
