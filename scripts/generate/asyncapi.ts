import {
  alertEventSchema,
  alertStateSchema,
  armingSchema,
  cameraStatusSchema,
  enabledWordSchema,
  headStateSchema,
  idPattern,
  nodeHealthSchema,
  nodeInfoSchema,
  nodeStatusSchema,
  picturePolicySchema,
  pictureRequestSchema,
  pictureStateSchema,
  profileSchema,
  timeAnswerSchema,
  timeRequestSchema,
} from '@splitsight/wire';
import { z } from 'zod';

interface Channel {
  readonly address: string;
  readonly from: 'agent' | 'server';
  readonly retain: boolean;
  readonly qos: 0 | 1;
  readonly summary: string;
  /** None for the feature message, which is no JSON. */
  readonly schema?: z.ZodType;
  readonly contentType: 'application/json' | 'application/cbor' | 'text/plain';
}

const json = 'application/json';

/** Every channel of the protocol, as docs/protocol.md lists them. */
const channels: Readonly<Record<string, Channel>> = {
  nodeStatus: {
    address: 'splitsight/v1/{site}/node/{node}/status',
    from: 'agent',
    retain: true,
    qos: 1,
    summary: 'Whether an agent is there. offline is its will; online is sent on every connection.',
    schema: nodeStatusSchema,
    contentType: 'text/plain',
  },
  nodeInfo: {
    address: 'splitsight/v1/{site}/node/{node}/info',
    from: 'agent',
    retain: true,
    qos: 1,
    summary: 'What an agent is: its version, cameras, backbone and codec.',
    schema: nodeInfoSchema,
    contentType: json,
  },
  nodeHealth: {
    address: 'splitsight/v1/{site}/node/{node}/health',
    from: 'agent',
    retain: false,
    qos: 0,
    summary: 'How an agent fares, every 10 s.',
    schema: nodeHealthSchema,
    contentType: json,
  },
  timeGet: {
    address: 'splitsight/v1/{site}/node/{node}/time/get',
    from: 'agent',
    retain: false,
    qos: 0,
    summary: 'An agent asks what time it is at the server.',
    schema: timeRequestSchema,
    contentType: json,
  },
  time: {
    address: 'splitsight/v1/{site}/node/{node}/time',
    from: 'server',
    retain: false,
    qos: 1,
    summary: 'When the question came and when the answer left, by the server’s clock.',
    schema: timeAnswerSchema,
    contentType: json,
  },
  cameraStatus: {
    address: 'splitsight/v1/{site}/cam/{camera}/status',
    from: 'agent',
    retain: true,
    qos: 1,
    summary: 'What state a camera is in, since when and why.',
    schema: cameraStatusSchema,
    contentType: json,
  },
  features: {
    address: 'splitsight/v1/{site}/cam/{camera}/features',
    from: 'agent',
    retain: false,
    qos: 1,
    summary: 'What an agent saw in one frame: the CBOR feature message of docs/protocol.md.',
    contentType: 'application/cbor',
  },
  snapshotGet: {
    address: 'splitsight/v1/{site}/cam/{camera}/snapshot/get',
    from: 'server',
    retain: false,
    qos: 1,
    summary: 'Asks for one picture of a camera.',
    schema: pictureRequestSchema,
    contentType: json,
  },
  snapshot: {
    address: 'splitsight/v1/{site}/cam/{camera}/snapshot',
    from: 'agent',
    retain: false,
    qos: 1,
    summary:
      'The picture, or why there is none: the CBOR picture message of docs/protocol.md. Only the server gets it.',
    contentType: 'application/cbor',
  },
  picturesSet: {
    address: 'splitsight/v1/{site}/cam/{camera}/pictures/set',
    from: 'server',
    retain: true,
    qos: 1,
    summary:
      'Which pictures the server wants of a camera; an agent never gives more than its own configuration allows.',
    schema: picturePolicySchema,
    contentType: 'text/plain',
  },
  picturesState: {
    address: 'splitsight/v1/{site}/cam/{camera}/pictures/state',
    from: 'agent',
    retain: true,
    qos: 1,
    summary: 'Which pictures of a camera its agent gives.',
    schema: pictureStateSchema,
    contentType: json,
  },
  enabledSet: {
    address: 'splitsight/v1/{site}/cam/{camera}/enabled/set',
    from: 'agent',
    retain: false,
    qos: 1,
    summary: 'Asks the server to switch a camera on or off. Anybody may say it.',
    schema: enabledWordSchema,
    contentType: 'text/plain',
  },
  enabledState: {
    address: 'splitsight/v1/{site}/cam/{camera}/enabled/state',
    from: 'server',
    retain: true,
    qos: 1,
    summary: 'Whether a camera is to be watched. Its agent pulls no video from one that is OFF.',
    schema: enabledWordSchema,
    contentType: 'text/plain',
  },
  alerts: {
    address: 'splitsight/v1/{site}/alerts',
    from: 'server',
    retain: false,
    qos: 1,
    summary: 'An alert begins, changes or ends.',
    schema: alertEventSchema,
    contentType: json,
  },
  alertState: {
    address: 'splitsight/v1/{site}/alert/{camera}/{head}',
    from: 'server',
    retain: true,
    qos: 1,
    summary: 'Whether a head sees something at a camera now, for home automation.',
    schema: alertStateSchema,
    contentType: 'text/plain',
  },
  armingSet: {
    address: 'splitsight/v1/{site}/arming/set',
    from: 'agent',
    retain: false,
    qos: 1,
    summary: 'Puts a site into an arming profile: its name, or {"profile": …} as JSON. Anybody may say it.',
    schema: profileSchema,
    contentType: 'text/plain',
  },
  armingState: {
    address: 'splitsight/v1/{site}/arming/state',
    from: 'server',
    retain: true,
    qos: 1,
    summary: 'How a site is armed, since when, by whom, and which profiles it has.',
    schema: armingSchema,
    contentType: json,
  },
  headState: {
    address: 'splitsight/v1/{site}/head/{head}/state',
    from: 'server',
    retain: true,
    qos: 1,
    summary: 'Which version of a head is live at a site, since when, and whether it is stale.',
    schema: headStateSchema,
    contentType: json,
  },
};

const parameters = {
  site: 'A place under one roof or fence.',
  node: 'An edge machine.',
  camera: 'A camera; unique within its site.',
  head: 'The name of a head: what it recognises.',
} as const;

/** The AsyncAPI 3.0 document of the MQTT side. @param version of this program. */
export function asyncApi(version: string): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'SplitSight',
      version,
      description:
        'Feature vectors from edge agents to the server, and alerts from the server to anyone. See docs/protocol.md.',
      license: { name: 'Apache-2.0' },
    },
    servers: { local: { host: '127.0.0.1:1883', protocol: 'mqtt', protocolVersion: '3.1.1' } },
    channels: mapValues(channels, ({ address, summary }, name) => ({
      address,
      summary,
      messages: { [name]: { $ref: `#/components/messages/${name}` } },
      parameters: Object.fromEntries(
        [...address.matchAll(/\{(\w+)\}/g)].map(([, id]) => [id, { $ref: `#/components/parameters/${id}` }]),
      ),
    })),
    operations: Object.fromEntries(
      Object.entries(channels).map(([name, { from, qos, retain }]) => [
        `${from}Sends${name[0]?.toUpperCase()}${name.slice(1)}`,
        {
          action: 'send',
          channel: { $ref: `#/channels/${name}` },
          messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
          tags: [{ name: from }],
          bindings: { mqtt: { qos, retain, bindingVersion: '0.2.0' } },
        },
      ]),
    ),
    components: {
      messages: mapValues(channels, ({ contentType, schema }, name) => ({
        name,
        contentType,
        ...(schema && { payload: { $ref: `#/components/schemas/${name}` } }),
      })),
      schemas: Object.fromEntries(
        Object.entries(channels).flatMap(([name, { schema }]) => (schema ? [[name, jsonSchema(schema)]] : [])),
      ),
      parameters: mapValues(parameters, (description) => ({
        description: `${description} It matches ${idPattern.source}.`,
      })),
    },
  };
}

/** AsyncAPI's own schema language is a superset of draft 7. */
function jsonSchema(schema: z.ZodType): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return rest;
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, map: (value: V, key: string) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
