import type { Alert, AlertEvent, Topics } from '@splitsight/wire';
import type { Broker } from '../broker/broker.ts';
import type { AlertSubject } from './state.ts';

/** Tells MQTT subscribers of alerts. */
export interface AlertPublisher {
  /** Sends the event on the site's `alerts` topic and, when it begins or ends, the retained ON or OFF. */
  event(event: AlertEvent): void;
  /** Clears what is retained of a camera that is not there any more, but where an alert goes on. */
  forget(at: Pick<AlertSubject, 'site' | 'camera'>): void;
  /** Sets the retained ON or OFF of a camera and head when it is first seen. @param active the alert that goes on there. */
  known(subject: Pick<AlertSubject, 'site' | 'camera' | 'head'>, active: Pick<Alert, 'id'> | null): void;
}

/** It is ON while any rule has an alert at the camera and head. Its memory is what the admission lets in. */
export function createAlertPublisher(topics: Topics, broker: Pick<Broker, 'publish'>): AlertPublisher {
  const active = new Map<string, Set<string>>();
  const tell = (topic: string, isOn: boolean) => broker.publish(topic, isOn ? 'ON' : 'OFF', { retain: true });
  const topicOf = ({ site, camera, head }: Pick<AlertSubject, 'site' | 'camera' | 'head'>) =>
    topics.format({ kind: 'alert', site, camera, head });

  function idsOf(topic: string): Set<string> {
    const known = active.get(topic) ?? new Set<string>();
    active.set(topic, known);
    return known;
  }

  return {
    event(event) {
      const { type, after } = event;
      broker.publish(topics.format({ kind: 'alerts', site: after.site }), JSON.stringify(event));
      if (type === 'update') return;
      const topic = topicOf(after);
      const ids = idsOf(topic);
      const wasOn = ids.size > 0;
      if (type === 'new') ids.add(after.id);
      else ids.delete(after.id);
      // The end of an alert of before a restart is told though it was not known here.
      if (type === 'end' ? ids.size === 0 : !wasOn) tell(topic, type === 'new');
    },
    forget({ site, camera }) {
      for (const [topic, ids] of active) {
        const about = topics.parse(topic);
        if (about.kind !== 'alert' || about.site !== site || about.camera !== camera || ids.size > 0) continue;
        active.delete(topic);
        broker.publish(topic, '', { retain: true });
      }
    },
    known(subject, alert) {
      const topic = topicOf(subject);
      const isKnown = active.has(topic);
      const ids = idsOf(topic);
      if (alert) ids.add(alert.id);
      if (!isKnown || alert) tell(topic, ids.size > 0);
    },
  };
}
