import type { Link } from '../delivery.ts';

/** A connection that answers no question. */
export const linkOf = (send: Link['send']): Link => ({ send, ping: () => {}, end: () => {} });

/** A connection whose acknowledgements wait until they are let through. */
export function createLink(ping: Link['ping'] = () => {}): Link & { sent: string[]; acknowledge(): void } {
  const sent: string[] = [];
  const owed: (() => void)[] = [];
  return {
    sent,
    ping,
    end: () => {},
    send(topic, _payload, onArrived) {
      sent.push(topic);
      owed.push(onArrived);
    },
    acknowledge() {
      for (const arrived of owed.splice(0)) arrived();
    },
  };
}
