import type { AlertEvent, Topics } from '@splitsight/wire';
import type { Broker } from '../broker/broker.ts';
import type { AlertSubject } from './state.ts';

/** Tells MQTT subscribers of alerts. */
export interface AlertPublisher {
  /** Sends the event on the site's `alerts` topic and, when it begins or ends, the retained ON or OFF. */
  event(event: AlertEvent): void;
  /** Sets the retained ON or OFF of a camera and head. */
  state(subject: Pick<AlertSubject, 'site' | 'camera' | 'head'>, active: boolean): void;
}

export function createAlertPublisher(topics: Topics, broker: Pick<Broker, 'publish'>): AlertPublisher {
  const state: AlertPublisher['state'] = ({ site, camera, head }, active) =>
    broker.publish(topics.format({ kind: 'alert', site, camera, head }), active ? 'ON' : 'OFF', { retain: true });
  return {
    event(event) {
      broker.publish(topics.format({ kind: 'alerts', site: event.after.site }), JSON.stringify(event));
      if (event.type !== 'update') state(event.after, event.type === 'new');
    },
    state,
  };
}
