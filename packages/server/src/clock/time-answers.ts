import { type Clock, isCodedError } from '@splitsight/kernel';
import { parseJsonMessage, type TimeAnswer, type Topics, timeRequestSchema } from '@splitsight/wire';
import type { Broker } from '../broker/broker.ts';

/** Tells agents what time it is here. What is no question is left unanswered: the agent asks again. */
export function answerTime(broker: Pick<Broker, 'subscribe' | 'publish'>, topics: Topics, clock: Clock): void {
  broker.subscribe(topics.every('node', 'time/get'), (topic, payload) => {
    const received_at = clock.now();
    const parsed = topics.parse(topic);
    if (parsed.kind !== 'node') return;
    try {
      const { id } = parseJsonMessage(timeRequestSchema, new TextDecoder().decode(payload));
      const answer: TimeAnswer = { id, received_at, answered_at: clock.now() };
      broker.publish(topics.format({ ...parsed, leaf: 'time' }), JSON.stringify(answer));
    } catch (error) {
      if (!isCodedError(error)) throw error;
    }
  });
}
