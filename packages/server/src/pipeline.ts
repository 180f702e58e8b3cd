import { steadyNow } from '@splitsight/kernel';
import type { Alert, AlertEvent } from '@splitsight/wire';
import { lateFrame } from './alert/late.ts';
import { decide, type Scores } from './decide.ts';
import type { Arrival, Decision } from './flow.ts';
import type { Batch } from './heads/lane.ts';
import { createLanes } from './heads/lanes.ts';
import type { ScoringHead } from './heads/scoring-head.ts';
import { type LiveDecision, takeReaders } from './heads/shadows.ts';
import { decisionView } from './live/decision-view.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import { watchInput } from './rules/zone-input.ts';

/** The server's half of the flow: ingest ▶ head ▶ decision ▶ alert ▶ store | live | publish. */
export interface Pipeline {
  /**
   * Takes a message; `settled` is called when it is in the database, or refused for good.
   *
   * @returns false when it is scored and forgotten, and `settled` is never called: it is to come again.
   */
  ingest(topic: string, payload: Uint8Array, settled: () => void): boolean;
  /** Tells everybody of a turn in the life of an alert that is not of a head's making. */
  raise(event: AlertEvent): void;
  /** Lets time go by: alerts of silent cameras end. */
  tick(): void;
  /** Takes up the alerts that were active before a restart, and after them those that ended shortly before. */
  restore(alerts: readonly Alert[]): void;
  /** How many frames wait for the heads; how much of the room for them is taken, 1 or more when no more should come. */
  waiting(): number;
  backlog(): number;
  /** Resolves when every frame that came in is scored. */
  idle(): Promise<void>;
}

export function createPipeline(parts: PipelineParts): Pipeline {
  const { clock, stand, shadows, rules, alerts, books, store, live, publish, metrics } = parts;
  const lanes = createLanes({ ...parts, take: (kind) => takeReaders(stand, 'live', kind), onBatch: decision });

  function ingest(topic: string, payload: Uint8Array, settled: () => void): boolean {
    metrics.message();
    const arrival = parts.admission.admit(topic, payload, clock.now());
    const backlog = { frames: lanes.backlog(), rows: store.backlog() };
    const isKept = store.keeps();
    if (arrival && !parts.shedding.sheds(arrival, backlog)) {
      if (isKept) store.addVectors(arrival);
      else parts.admission.forget(arrival);
      if (!arrival.isScored) lanes.offer(arrival);
    }
    // Of what was not let in, too: the message that it repeats may still wait.
    if (isKept) store.settle(settled);
    return isKept;
  }

  function decision(batch: Batch): void {
    const { frames } = batch;
    const decisions = frames.map(({ arrival, answers }) => {
      const decided: LiveDecision[] = [];
      for (const { head, scores } of answers) {
        const made = scores && decide(arrival.message.regions, head.rule.regions, scores);
        if (scores) alert(arrival, head, scores, made);
        if (made) decided.push({ head, decided: made });
        if (made && made.score >= head.rule.clear) parts.shedding.note(arrival.from.key, arrival.receivedAt);
      }
      if (live.clients() > 0 && arrival.timing !== 'late') live.decision(decisionView(arrival, decided));
      return decided;
    });
    metrics.batch(batch, clock.now());
    // Everything that somebody waits for is out: what is in the shadow may look now.
    for (const [index, { arrival }] of frames.entries()) shadows.offer(arrival, decisions[index] ?? []);
  }

  /** Everything is judged by when the frame came in, however long it waited: so does a backtest. */
  function alert(arrival: Arrival, head: ScoringHead, scores: Scores, decided: Decision | null): void {
    const at = arrival.steadyAt ?? arrival.receivedAt;
    for (const watch of rules.watchesOf(head, arrival.from)) {
      const input = watchInput(arrival, watch, scores, decided);
      if (input) alerts.step(arrival.from, head, watch, input, at).forEach(raise);
      if (input && arrival.timing === 'late') parts.late.step(lateFrame(arrival), head, watch, input);
    }
    books.decision(arrival, head, 'live', decided);
  }

  /** Whoever waits for an alert hears of it before the database does. */
  function raise(event: AlertEvent): void {
    const startedAt = performance.now();
    publish(event);
    live.alert(event);
    metrics.stage('alert', performance.now() - startedAt);
    store.putAlert(event.after);
    metrics.alert(event, clock.now());
  }

  return {
    ingest,
    raise,
    tick: () => alerts.tick(steadyNow(clock), lanes.cameras()).forEach(raise),
    restore: (active) => active.flatMap((one) => alerts.restore(one, rules.find(one), steadyNow(clock))).forEach(raise),
    waiting: lanes.waiting,
    backlog: lanes.backlog,
    idle: () => lanes.idle().then(shadows.idle),
  };
}
