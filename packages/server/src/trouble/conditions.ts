import type { CodedError } from '@splitsight/kernel';
import type { CameraView, NodeView } from '@splitsight/wire';
import type { Storage } from '../retention/open-storage.ts';
import type { Condition } from './step.ts';

/** What is looked at. */
export interface Looks {
  readonly cameras: readonly CameraView[];
  readonly nodes: readonly NodeView[];
  readonly disk: ReturnType<Storage['complaint']>;
  readonly database: CodedError | null;
}

/** What is wrong, by whom it concerns. */
export interface Conditions {
  readonly wrong: ReadonlyMap<string, Condition>;
  /** Of these nothing is known at the moment: what was wrong stays wrong, what was well stays well. */
  readonly unknown: ReadonlySet<string>;
}

/**
 * What is wrong at the moment. An edge machine that is away speaks for its cameras; one that was stopped, or a camera that was
 * switched off, is not in trouble.
 */
export function conditionsOf({ cameras, nodes, disk, database }: Looks): Conditions {
  const wrong = new Map<string, Condition>();
  const unknown = new Set<string>();
  const away = new Set<string>();
  for (const { site, node, status, trouble } of nodes) {
    const key = `${site}/${node}/`;
    if (status === 'unknown') unknown.add(key);
    if (status !== 'offline') continue;
    away.add(key);
    wrong.set(key, { kind: 'node-offline', site, node, camera: null, reason: trouble ?? null });
  }
  for (const { site, camera, node, state, reason } of cameras) {
    const key = `${site}//${camera}`;
    if (state === 'unknown' || (node !== null && away.has(`${site}/${node}/`))) unknown.add(key);
    else if (state === 'offline') wrong.set(key, { kind: 'camera-offline', site, node, camera, reason });
  }
  const server = { site: null, node: null, camera: null };
  if (disk) wrong.set('disk', { ...server, kind: `disk-${disk.level}`, reason: disk.text });
  if (database) {
    wrong.set('database', {
      ...server,
      kind: 'database',
      reason: `${database.code}: ${database.message}`.slice(0, 400),
    });
  }
  return { wrong, unknown };
}
