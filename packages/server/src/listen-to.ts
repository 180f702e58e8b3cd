import type { Clock } from '@splitsight/kernel';
import type { Topics } from '@splitsight/wire';
import type { Broker } from './broker/broker.ts';
import { answerTime } from './clock/time-answers.ts';
import type { Egress } from './egress/open-egress.ts';
import type { Pipeline } from './pipeline.ts';
import type { Presence } from './presence/presence.ts';
import type { RulesAtWork } from './rules/open-rules.ts';
import type { Switches } from './switches/switches.ts';

/** Who hears what comes in over MQTT. */
export interface Listeners {
  readonly clock: Clock;
  readonly pipeline: Pick<Pipeline, 'ingest'>;
  readonly presence: Pick<Presence, 'hear'>;
  readonly egress: Pick<Egress, 'count'>;
  readonly rules: Pick<RulesAtWork, 'hear'>;
  readonly switches: Pick<Switches, 'hear'>;
}

export function listenTo(
  broker: Pick<Broker, 'subscribe' | 'receive' | 'publish'>,
  topics: Topics,
  { clock, pipeline, presence, egress, rules, switches }: Listeners,
): void {
  broker.receive((topic, payload, settled) => {
    egress.count(topic, payload.length);
    return pipeline.ingest(topic, payload, settled);
  });
  for (const leaf of ['status', 'info', 'health'] as const) broker.subscribe(topics.every('node', leaf), presence.hear);
  broker.subscribe(topics.every('camera', 'status'), presence.hear);
  broker.subscribe(topics.every('arming', 'set'), rules.hear);
  broker.subscribe(topics.every('camera', 'enabled/set'), switches.hear);
  answerTime(broker, topics, clock);
}
