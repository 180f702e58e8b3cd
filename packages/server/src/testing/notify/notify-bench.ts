import { join } from 'node:path';
import { systemClock } from '@splitsight/kernel';
import { waitFor } from '@splitsight/testkit';
import { type CameraView, type ChannelState, type ChannelView, channelViewSchema } from '@splitsight/wire';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach } from 'vitest';
import { serverConfigSchema } from '../../config/schema.ts';
import { answerError } from '../../http/answer-error.ts';
import { statusOf } from '../../http/status.ts';
import { type Notify, type NotifyParts, openNotify } from '../../notify/open-notify.ts';
import { createAudit } from '../../people/audit.ts';
import { localAdmin } from '../../people/principal.ts';
import { openDatabase } from '../../store/database.ts';
import { createMemoryLog, type Folder, makeFolder } from '../run-server.ts';
import { type Endpoint, openEndpoint } from './endpoint.ts';

/** Notifications of a test with their API, on a real database. */
export interface OpenedNotify {
  readonly notify: Notify;
  readonly log: readonly { readonly message: string }[];
  /** What was published on the server's own broker. */
  readonly published: { readonly topic: string; readonly text: string; readonly retain: boolean }[];
  readonly states: ChannelState[];
  /** Asks the API. */
  ask(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }>;
  /** Adds a channel and switches it on. */
  add(input: object): Promise<ChannelView>;
  view(id: number): Promise<ChannelView>;
  /** Waits until a channel has nothing left to send. */
  sent(id: number): Promise<ChannelView>;
  stop(): Promise<void>;
}

export interface NotifyBench {
  path(name: string): string;
  open(config?: object, parts?: Partial<NotifyParts>): OpenedNotify;
  endpoint(): Promise<Endpoint>;
  later(cleanup: () => unknown): void;
}

/** Tries are repeated at once, nearly, but only those that were answered: a try may last long on a busy machine. */
const quick = { retry_first_s: 0.02, retry_max_s: 0.1, timeout_s: 60, push_services: ['127.0.0.1'] };

/** Sets a bench up before each test of the file that calls it; everything is closed after each. */
export function useNotify(): NotifyBench {
  let folder: Folder;
  const cleanups: (() => unknown)[] = [];
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    folder.remove();
  });
  return {
    path: (name) => join(folder.path, name),
    later: (cleanup) => cleanups.push(cleanup),
    open(config = {}, parts = {}) {
      const opened = openBench(join(folder.path, 'test.db'), config, parts);
      cleanups.push(() => opened.stop());
      return opened;
    },
    async endpoint() {
      const opened = await openEndpoint();
      cleanups.push(() => opened.close());
      return opened;
    },
  };
}

export function openBench(path: string, notifyConfig: object, parts: Partial<NotifyParts>): OpenedNotify {
  const { connection, close } = openDatabase(path);
  const { log, lines } = createMemoryLog();
  const published: { topic: string; text: string; retain: boolean }[] = [];
  const states: ChannelState[] = [];
  const config = serverConfigSchema.parse({ store: { path }, notify: { ...quick, ...notifyConfig } });
  const notify = openNotify({
    ...{ config, clock: systemClock, log, store: { connection } },
    audit: createAudit(connection, systemClock),
    broker: { publish: (topic, text, { retain }) => void published.push({ topic, text, retain }) },
    live: { channel: (state) => void states.push(state) },
    classify: () => Promise.resolve([]),
    cameras: (): readonly CameraView[] => [],
    pictureOf: () => Promise.resolve(null),
    sightOf: () => localAdmin,
    egress: { notified: () => {} },
    ...parts,
  });
  const app = openApi(notify);
  let stopped: Promise<void> | undefined;
  const opened: OpenedNotify = {
    ...{ notify, published, states, log: lines },
    async ask(method, url, body) {
      const answer = await app.inject({ method, url: `/api/v1/${url}`, ...(body && { payload: body }) });
      return { status: answer.statusCode, body: answer.json() };
    },
    async add(input) {
      const { status, body } = await opened.ask('POST', 'channels', { name: 'desk', on: true, group_s: 0, ...input });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return channelViewSchema.parse(body);
    },
    view: async (id) => channelViewSchema.parse((await opened.ask('GET', `channels/${id}`)).body),
    sent: (id) =>
      waitFor(async () => {
        const view = await opened.view(id);
        return view.queued === 0 && view.sent > 0 ? view : undefined;
      }),
    stop() {
      stopped ??= notify
        .close()
        .then(() => app.close())
        .then(close);
      return stopped;
    },
  };
  return opened;
}

function openApi(notify: Notify): FastifyInstance {
  const app = Fastify();
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.decorateRequest('who', null);
  app.addHook('onRequest', (request, _reply, done) => {
    request.who = localAdmin;
    done();
  });
  app.setErrorHandler((error, _request, reply) => answerError(reply, statusOf(error), error));
  for (const group of notify.routes) group(app);
  return app;
}
