import type { CodedError } from '@splitsight/kernel';
import { type CameraView, type NodeView, parseHeadName } from '@splitsight/wire';
import type { serverErrors } from '../errors.ts';
import type { HeadFailure } from '../heads/stand.ts';
import type { Storage } from '../retention/open-storage.ts';
import type { Condition } from './step.ts';

const twice: keyof typeof serverErrors = 'NODE_TWICE';
const maxReason = 400;

/** What is looked at. */
export interface Looks {
  readonly cameras: readonly CameraView[];
  readonly nodes: readonly NodeView[];
  /** Versions of heads that are meant to work and do not. */
  readonly heads: readonly HeadFailure[];
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
export function conditionsOf({ cameras, nodes, heads, disk, database }: Looks): Conditions {
  const wrong = new Map<string, Condition>();
  const unknown = new Set<string>();
  const away = new Set<string>();
  for (const { site, node, status, trouble, health } of nodes) {
    const key = `${site}/${node}/`;
    const own = { site, node, camera: null, head: null };
    if (trouble?.startsWith(twice)) wrong.set(`${key}/twice`, { ...own, kind: 'node-twice', reason: trouble });
    else if (status === 'unknown') unknown.add(`${key}/twice`);
    if (status === 'unknown') unknown.add(key);
    // What it said last of its spool is no news while it is away.
    if (status === 'unknown' || status === 'offline' || (status === 'online' && !health)) unknown.add(`${key}/spool`);
    const { state, reason = null } = health?.spool ?? {};
    if (status === 'online' && (state === 'full' || state === 'failing'))
      wrong.set(`${key}/spool`, { ...own, kind: `spool-${state}`, reason });
    if (status !== 'offline') continue;
    away.add(key);
    wrong.set(key, { ...own, kind: 'node-offline', reason: trouble ?? null });
  }
  for (const { site, camera, node, state, reason } of cameras) {
    const key = `${site}//${camera}`;
    if (state === 'unknown' || (node !== null && away.has(`${site}/${node}/`))) unknown.add(key);
    else if (state === 'offline') wrong.set(key, { kind: 'camera-offline', site, node, camera, head: null, reason });
  }
  const server = { site: null, node: null, camera: null, head: null };
  const headFailed = (head: string, reason: string) =>
    ({ ...server, kind: 'head-failed', head: parseHeadName(head), reason }) as const;
  const isShadow = ({ role }: HeadFailure) => role === 'shadow';
  for (const [head, reason] of reasonsByHead(heads.filter((one) => !isShadow(one))))
    wrong.set(`head/${head}`, headFailed(head, reason));
  // By itself: what fails live later is told all the same.
  for (const [head, reason] of reasonsByHead(heads.filter(isShadow)))
    wrong.set(`shadow/${head}`, headFailed(head, `in the shadow: ${reason}`.slice(0, maxReason)));
  if (disk) wrong.set('disk', { ...server, kind: `disk-${disk.level}`, reason: disk.text });
  if (database) {
    wrong.set('database', {
      ...server,
      kind: 'database',
      reason: `${database.code}: ${database.message}`.slice(0, maxReason),
    });
  }
  return { wrong, unknown };
}

/** Sites may have versions of their own, each of which may fail. */
function reasonsByHead(failures: readonly HeadFailure[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const { head, version, error } of failures) {
    const before = reasons.get(head);
    const reason = `${version}: ${error.code}: ${error.message}`;
    reasons.set(head, (before === undefined ? reason : `${before}; ${reason}`).slice(0, maxReason));
  }
  return reasons;
}
