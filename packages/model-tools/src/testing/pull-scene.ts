import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { CatalogEntry } from '../catalog/catalog.ts';
import type { DownloadEvents } from '../catalog/download.ts';
import { createHttpSource } from '../catalog/http-source.ts';
import { type Pulled, pullModel } from '../catalog/pull.ts';
import type { Source } from '../catalog/source.ts';
import { type Handler, type ModelServer, openModelServer, serveFile } from './model-server.ts';

/** What is pulled in these tests. */
export const content = Buffer.alloc(300_000, 'the weights of a model, not all of them alike ');
content.fill(7, 100_000, 200_000);

export const entry: CatalogEntry = {
  name: 'tiny-v1',
  path: 'zoo/tiny/tiny-v1.onnx',
  sha256: createHash('sha256').update(content).digest('hex'),
  bytes: content.length,
  licence: 'Apache-2.0',
  arch: 'tiny',
  source: 'https://example.org/tiny',
  input: { name: 'x', layout: 'NCHW', height: 8, width: 8 },
  normalisation: { mean: [0, 0, 0], std: [1, 1, 1] },
};

/** How long a server may be silent: so long that a busy machine is not taken for one. */
export const stallMs = 20_000;
/** Serves {@link content} as it should be. */
export const whole: Handler = (request, response) => serveFile(request, response, content);
/** An error of this code. */
export const refusal = (code: string): unknown => expect.objectContaining({ code });

/** A place to pull to, new for each test, and the server that is pulled from. */
export interface PullScene {
  readonly root: string;
  /** The folder of whole models. */
  readonly models: string;
  /** Where the model belongs. */
  readonly folder: string;
  readonly file: string;
  /** The server that was opened last. */
  readonly server: ModelServer;
  /** How much of the file has arrived. */
  arrived(): number;
  /** What lies in the model's folder. */
  left(): string[];
  /** The Range headers that the server has seen. */
  ranges(): (string | undefined)[];
  /** Fails unless the model is there, right, and nothing beside it. */
  expectPulled(): void;
  pullFrom(source: Source, events?: DownloadEvents, signal?: AbortSignal): Promise<Pulled>;
  /** Opens a server in place of the last one. */
  serve(handler: Handler): Promise<URL>;
  /** Opens a server and pulls from it. */
  pull(handler: Handler, events?: DownloadEvents, signal?: AbortSignal): Promise<Pulled>;
}

/** Sets the scene before each test of a file, and clears it afterwards. */
export function setPullScene(): PullScene {
  let root = '';
  let server: ModelServer | undefined;
  let arrived = 0;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'splitsight-pull-'));
    for (const name of ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']) vi.stubEnv(name, '');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server?.close();
    server = undefined;
    rmSync(root, { recursive: true });
  });
  const scene: PullScene = {
    get root() {
      return root;
    },
    get models() {
      return join(root, 'models');
    },
    get folder() {
      return join(scene.models, entry.name);
    },
    get file() {
      return join(scene.folder, 'model.onnx');
    },
    get server() {
      if (!server) throw new Error('no server was opened');
      return server;
    },
    arrived: () => arrived,
    left: () => (existsSync(scene.folder) ? readdirSync(scene.folder).sort() : []),
    ranges: () => scene.server.requests.map(({ headers }) => headers.range),
    expectPulled() {
      expect(scene.left()).toEqual(['manifest.json', 'model.onnx']);
      expect(readFileSync(scene.file).equals(content)).toBe(true);
    },
    async pullFrom(source, events = {}, signal = new AbortController().signal) {
      arrived = 0;
      const onProgress = (received: number, total: number) => {
        arrived = received;
        events.onProgress?.(received, total);
      };
      const patience = { tries: 3, backoff: { first: 1, max: 5, factor: 2, jitter: 0 } };
      try {
        return await pullModel(entry, { directory: scene.models, source, patience, signal, ...events, onProgress });
      } finally {
        await source.close();
      }
    },
    async serve(handler) {
      await server?.close();
      server = await openModelServer(handler);
      return server.url;
    },
    async pull(handler, events, signal) {
      return scene.pullFrom(createHttpSource(await scene.serve(handler), entry, stallMs), events, signal);
    },
  };
  return scene;
}
