import type { Millis } from '@splitsight/kernel';
import { createScene, openVirtualCameras, type Scene, type VirtualCameras } from '@splitsight/testkit';
import type { LiveMessage } from '@splitsight/wire';
import { openLiveClient } from './live-client.ts';
import { shipped } from './shipped.ts';
import { openStack, type Stack, type StackCamera, type StackOptions } from './stack.ts';
import { withTemporaryDirectory } from './temporary.ts';
import { createWatch, type Watch } from './watch.ts';

/** A camera that exists only here, and the scene before it. */
export interface SceneCamera {
  readonly id: string;
  readonly name: string;
  readonly scene: Scene;
}

/** So many cameras, `cam-1` and on, each before a scene of its own. */
export function sceneCameras(count: number, seed: number): readonly SceneCamera[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `cam-${i + 1}`,
    name: `Camera ${i + 1}`,
    scene: createScene(seed + i),
  }));
}

export interface VirtualSiteOptions extends Pick<StackOptions, 'httpPort' | 'mqttPort' | 'signal'> {
  readonly scenes: readonly SceneCamera[];
  /** Cameras of the user's own, beside the virtual ones. */
  readonly own?: readonly StackCamera[];
  /** What replaces the rule of the shipped fire head. */
  readonly rule: Readonly<Record<string, unknown>>;
  /** Told of the addresses as soon as the server listens. */
  readonly onListening?: (stack: Stack) => void;
  readonly onMessage?: (message: LiveMessage) => void;
}

/** A whole site on this machine: cameras, agent, server, and an eye on its live WebSocket. */
export interface VirtualSite {
  readonly cameras: VirtualCameras;
  readonly stack: Stack;
  readonly watch: Watch;
}

/** What the virtual cameras deliver, in H.264. */
export const picture = { width: 640, height: 360, fps: 15 } as const;

/** Longer than an agent's first tries at a camera take, also on a machine that has much else to do. */
export const onlineLimit: Millis = 120_000;

/**
 * Opens a site, calls `use` with it, and closes it again, whatever happened.
 *
 * @throws CodedError STACK_SERVER, TESTKIT_RTSP_MISSING or TESTKIT_RTSP_FAILED, and what `use` throws.
 */
export function withVirtualSite<T>(options: VirtualSiteOptions, use: (site: VirtualSite) => Promise<T>): Promise<T> {
  return withTemporaryDirectory((directory) =>
    using(
      openVirtualCameras({ cameras: options.scenes.map(({ id, scene }) => ({ path: id, scene, ...picture })) }),
      (cameras) =>
        using(openStack(stackOptions(options, directory, cameras)), async (stack) => {
          options.onListening?.(stack);
          const watch = createWatch();
          const live = openLiveClient(stack.liveUrl, (message, arrivedAt) => {
            watch.take(message, arrivedAt);
            options.onMessage?.(message);
          });
          return using(live, () => use({ cameras, stack, watch }));
        }),
    ),
  );
}

function stackOptions(options: VirtualSiteOptions, directory: string, cameras: VirtualCameras): StackOptions {
  const { scenes, own = [], rule, httpPort, mqttPort, signal } = options;
  return {
    directory,
    cameras: [...scenes.map(({ id, name }) => ({ id, name, url: cameras.url(id) })), ...own],
    backbone: shipped.backbone,
    heads: [{ model: shipped.heads.fire, rule }],
    httpPort,
    mqttPort,
    ...(signal && { signal }),
  };
}

/** Uses a resource and closes it. */
async function using<R extends { close(): Promise<void> | void }, T>(
  opening: Promise<R>,
  use: (resource: R) => Promise<T>,
): Promise<T> {
  const resource = await opening;
  try {
    return await use(resource);
  } finally {
    await resource.close();
  }
}
