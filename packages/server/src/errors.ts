import { defineErrors } from '@splitsight/kernel';

/** What can go wrong in the server. */
export const serverErrors = {
  MQTT_PORT_TAKEN: 'another program already listens on the MQTT port; stop it or set mqtt.port',
  HTTP_PORT_TAKEN: 'another program already listens on the HTTP port; stop it or set http.port',
  LISTEN_FAILED: 'the server cannot listen on this address; check host and port',
  HEAD_TWICE: 'two heads have the same name; give one of them another with heads[].name',
  RULE_CONTRADICTION: 'the rule of a head contradicts itself',
  VECTOR_FINGERPRINT: 'no head was trained on the backbone of these vectors; they are refused',
  VECTOR_CODEC: 'no head of this backbone reads this codec; the vectors are refused',
  VECTOR_SIZE: 'the vectors do not have the length their codec and backbone promise; they are refused',
  CLOCK_AHEAD: 'the clock of the edge machine is ahead of the server’s; set both by NTP',
  CLOCK_BEHIND: 'the vectors come late, or the clock of the edge machine is behind; they raise no live alert',
  HEAD_FAILED: 'a head could not score a batch; its frames were skipped',
  STORE_LOCKED: 'another process uses the database; stop it or set store.path',
  STORE_CORRUPT: 'the database is damaged or not a database; move it away or restore a backup',
  STORE_FULL: 'the disk of the database is full; free space: until then new rows are dropped',
  STORE_NEWER: 'the database was written by a newer version; update this program',
  STORE_UNUSABLE: 'the database cannot be read or written',
  LIVE_REQUEST: 'not a message this WebSocket understands',
  LIVE_TOO_MANY: 'too many messages a second on this WebSocket',
  HTTP_PATH: 'a part of the address is not valid',
  HTTP_QUERY: 'a parameter of the query is not valid',
  HTTP_BODY: 'the body of the request is not valid',
  HTTP_ORIGIN: 'pages of other sites may change nothing here',
  HTTP_NOT_FOUND: 'there is nothing at this address',
  HTTP_FAILED: 'the request could not be answered',
} as const;

export const serverError = defineErrors(serverErrors);
