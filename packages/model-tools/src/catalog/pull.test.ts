import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { dirname, join } from 'node:path';
import { canMount } from '@splitsight/testkit';
import { describe, expect, it, vi } from 'vitest';
import { type Handler, openModelServer } from '../testing/model-server.ts';
import { content, entry, refusal, setPullScene, stallMs, whole } from '../testing/pull-scene.ts';
import type { DownloadEvents } from './download.ts';
import { createFolderSource } from './folder-source.ts';
import { createHttpSource } from './http-source.ts';

const scene = setPullScene();

describe('a pull', () => {
  it('brings the file and its manifest, and says how far it is', async () => {
    const seen: number[] = [];
    const pulled = await scene.pull(whole, { onProgress: (received) => seen.push(received) });
    expect(pulled).toEqual({ directory: scene.folder, present: false });
    scene.expectPulled();
    expect(seen.at(-1)).toBe(content.length);
    expect(scene.server.requests[0]?.url).toBe('/models/zoo/tiny/tiny-v1.onnx');
    expect(JSON.parse(readFileSync(join(scene.folder, 'manifest.json'), 'utf8'))).toMatchObject({
      kind: 'classifier',
      name: 'tiny-v1',
      files: { 'model.onnx': { sha256: entry.sha256, bytes: content.length } },
    });
  });

  it('of a model that is there asks nobody', async () => {
    await scene.pull(whole);
    const source = createFolderSource(join(scene.root, 'nowhere'), entry);
    expect(await scene.pullFrom(source)).toMatchObject({ present: true });
  });

  it('replaces a damaged file, and only by the right one', async () => {
    mkdirSync(scene.folder, { recursive: true });
    writeFileSync(scene.file, 'damaged');
    await expect(scene.pull((_, response) => response.writeHead(404).end())).rejects.toThrow(refusal('PULL_NOT_FOUND'));
    expect(readFileSync(scene.file, 'utf8')).toBe('damaged');
    await scene.pull(whole);
    scene.expectPulled();
  });

  it('finds a mirror that is flat', async () => {
    await scene.pull((request, response) => {
      if (request.url === '/models/tiny-v1.onnx') whole(request, response, 0);
      else response.writeHead(404).end();
    });
    scene.expectPulled();
  });

  it('follows redirects, and keeps the password of the first server to itself', async () => {
    const other = await openModelServer(whole);
    const url = await scene.serve((_, response) => response.writeHead(302, { location: other.url.href }).end());
    url.username = 'camera';
    url.password = 'p@ss';
    const source = createHttpSource(url, entry, stallMs);
    expect(source.name).not.toContain('p@ss');
    await scene.pullFrom(source);
    scene.expectPulled();
    expect(scene.server.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('camera:p@ss').toString('base64')}`,
    );
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
    await other.close();
  });

  it('goes through the proxy that the environment names', async () => {
    const through: string[] = [];
    const proxy = createServer().on('connect', (request, client) => {
      through.push(request.url ?? '');
      const [host, port] = (request.url ?? '').split(':');
      const target = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(target).pipe(client);
      });
      client.on('error', () => target.destroy());
      target.on('error', () => client.destroy());
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    await scene.pull(whole);
    scene.expectPulled();
    expect(through).toEqual([scene.server.url.host]);
    proxy.close();
  });
});

describe('a destination', () => {
  it('takes one pull of a model at a time', async () => {
    const slow: Handler = (_, response) => {
      response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 1000));
    };
    const abort = new AbortController();
    let first: Promise<unknown> | undefined;
    const begun = new Promise<void>((resolve) => {
      first = scene.pull(slow, { onProgress: () => resolve() }, abort.signal);
    });
    await begun;
    const source = createFolderSource(scene.root, entry);
    await expect(scene.pullFrom(source)).rejects.toThrow(refusal('PULL_BUSY'));
    abort.abort();
    await expect(first).rejects.toThrow();
    writeFileSync(join(scene.root, 'tiny-v1.onnx'), content);
    await scene.pullFrom(source);
    scene.expectPulled();
  });

  it('that is a file is refused', async () => {
    writeFileSync(scene.models, 'a file');
    await expect(scene.pull(whole)).rejects.toThrow(refusal('MODELS_UNWRITABLE'));
  });

  it.runIf(process.getuid?.() !== 0)('that is read-only is refused, and nothing changes', async () => {
    mkdirSync(scene.folder, { recursive: true });
    chmodSync(scene.folder, 0o500);
    await expect(scene.pull(whole)).rejects.toThrow(refusal('MODELS_UNWRITABLE'));
    expect(scene.left()).toEqual([]);
    chmodSync(scene.folder, 0o700);
  });

  it.runIf(canMount())('that is read-only, full or becomes so is refused, and a part waits for room', async () => {
    mkdirSync(scene.models);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,ro', 'none', scene.models]);
    try {
      await expect(scene.pull(whole)).rejects.toThrow(/read-only file system/);
      execFileSync('mount', ['-o', 'remount,rw', scene.models]);
      await expect(scene.pull(whole)).rejects.toThrow(/300000 bytes are needed/);
      expect(scene.left()).toEqual([]);
      execFileSync('mount', ['-o', 'remount,size=400k', scene.models]);
      const fill: DownloadEvents = {
        onProgress: () => {
          if (!existsSync(join(scene.models, 'other')))
            writeFileSync(join(scene.models, 'other'), Buffer.alloc(150_000));
        },
      };
      await expect(scene.pull(whole, fill)).rejects.toThrow(refusal('MODELS_UNWRITABLE'));
      expect(scene.left()).toEqual(['model.onnx.part', 'model.onnx.part.json']);
      rmSync(join(scene.models, 'other'));
      await scene.pull(whole);
      scene.expectPulled();
      execFileSync('mount', ['-o', 'remount,ro', scene.models]);
      expect(await scene.pullFrom(createFolderSource(scene.root, entry))).toMatchObject({ present: true });
    } finally {
      execFileSync('umount', [scene.models]);
    }
  });
});

describe('a folder', () => {
  it.each(['zoo/tiny/tiny-v1.onnx', 'tiny-v1.onnx', 'tiny-v1/model.onnx'])(
    'gives what lies in it at %s',
    async (path) => {
      const stick = join(scene.root, 'stick');
      mkdirSync(dirname(join(stick, path)), { recursive: true });
      writeFileSync(join(stick, path), content);
      await scene.pullFrom(createFolderSource(stick, entry));
      scene.expectPulled();
    },
  );

  it('without the model, or with another of its name, gives nothing', async () => {
    const source = createFolderSource(scene.root, entry);
    await expect(scene.pullFrom(source)).rejects.toThrow(refusal('PULL_NOT_FOUND'));
    writeFileSync(join(scene.root, 'tiny-v1.onnx'), 'short');
    await expect(scene.pullFrom(source)).rejects.toThrow(refusal('PULL_SIZE'));
    writeFileSync(join(scene.root, 'tiny-v1.onnx'), Buffer.alloc(content.length));
    await expect(scene.pullFrom(source)).rejects.toThrow(refusal('PULL_CHECKSUM'));
    expect(existsSync(scene.folder)).toBe(false);
  });
});
