import { type Clock, messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import { headVersionPattern, parseHeadName } from '@splitsight/wire';
import { serverError } from '../errors.ts';
import type { HeadFailure, HeadStand } from '../heads/stand.ts';
import { createQueue } from '../queue.ts';
import type { HeadTables } from '../store/head-registry.ts';
import type { StagedHead, VersionFolders } from './folders.ts';
import {
  type Change,
  type Move,
  promote,
  type Retirement,
  requireForgettable,
  retire,
  rollBack,
  shadow,
} from './moves.ts';
import { everySite, type HeadEvent, type HeadRecord, type HeadRole, type VersionSource } from './state.ts';

/** What is said of a version when it comes. */
export interface Registration {
  readonly source: VersionSource;
  readonly by: string;
  readonly why: string;
  /** What to call the head in place of what its manifest says. */
  readonly head?: string | undefined;
}

/** A version that is registered. */
export interface Registered {
  readonly head: string;
  readonly version: string;
  /** false: the same content was registered before. */
  readonly isNew: boolean;
}

/** A move as somebody asks for it; the registry knows what time it is. */
export type Asked<What> = Omit<What, 'now'>;

/**
 * The versions of all heads: what there is, what is at work, and how that came to be. Changes are made one after the other;
 * one that fails changes nothing.
 *
 * What moves versions rejects with REGISTRY_… and STORE_…, and with what openHead says of damaged files.
 */
export interface HeadRegistry {
  /**
   * Makes a draft of a head's folder: copies it and gives it a version. A trained one gets the next whole number, any
   * other the version of its manifest, or the next whole number where that is taken or is no version.
   */
  register(folder: string, given: Registration): Promise<Registered>;
  /** Does the same with the contents of its files. */
  registerFiles(files: ReadonlyMap<string, Uint8Array>, given: Registration): Promise<Registered>;
  promote(head: string, version: string, move: Asked<Move>): Promise<void>;
  shadow(head: string, version: string, move: Asked<Move>): Promise<void>;
  retire(head: string, version: string, asked: Asked<Retirement>): Promise<void>;
  rollBack(head: string, move: Asked<Move>): Promise<void>;
  /** Deletes a version that was never live. */
  forget(head: string, version: string, said: Pick<Move, 'by' | 'why'>): Promise<void>;
  /** What is known of each head. */
  records(): readonly HeadRecord[];
  record(head: string): HeadRecord;
  events(head: string, limit: number, before?: number): readonly HeadEvent[];
  /** The roles of all heads. */
  roles(): readonly HeadRole[];
  /** The folder of a version, which has manifest.json and head.onnx. */
  folderOf(head: string, version: string): string;
  /** The versions that have a role and cannot work, and why. */
  failures(): readonly HeadFailure[];
}

export interface RegistryParts {
  readonly clock: Clock;
  readonly tables: HeadTables;
  readonly folders: VersionFolders;
  readonly stand: Pick<HeadStand, 'prepare'>;
  /** Opens a head to see that it works, and closes it again. */
  readonly tryOut: (folder: string) => Promise<void>;
  /** Throws where the configuration makes no vectors that a version reads. */
  readonly requireKind: (record: HeadRecord, version: string) => void;
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** Called after every change of roles. */
  readonly onChange: () => void;
}

/** What the start of the server does besides. */
export interface RegistryStart extends HeadRegistry {
  /** Makes a version live everywhere, whatever the configuration's backbones; nothing is opened yet. */
  install(head: string, version: string, said: Pick<Move, 'by' | 'why'>): void;
  /** Takes a version out of all of its roles. */
  withdraw(head: string, version: string, said: Pick<Move, 'by' | 'why'>): void;
  /** Opens what is at work. @returns what could not be opened. */
  open(): Promise<readonly HeadFailure[]>;
  /** Takes no more changes, and resolves when the last one is made. */
  close(): Promise<void>;
}

export const maxVersions = 200;
const maxHeads = 64;
/** Changes that wait for the one that is being made. */
const maxWaiting = 16;
/** Rows of a head: a site has at most two. */
const maxRoles = 2000;

export function createRegistry(parts: RegistryParts): RegistryStart {
  const { clock, tables, folders, stand, log } = parts;
  const queue = createQueue(maxWaiting, (why) => serverError('REGISTRY_BUSY', why));
  let roles = tables.roles();
  let failures: readonly HeadFailure[] = [];

  /** Heads are open before anything is changed, and closed again when it cannot be written down. */
  async function apply(record: HeadRecord, change: Change): Promise<void> {
    const next = [...roles.filter(({ head }) => head !== record.head), ...change.roles];
    if (change.roles.length > maxRoles) throw serverError('REGISTRY_FULL', `${record.head} has too many sites`);
    const added = change.roles.filter((role) => role.version !== null && !isKnown(record.roles, role));
    for (const { version } of added) parts.requireKind(record, version ?? '');
    const lineUp = await stand.prepare(next);
    try {
      const failed = lineUp.failures.find(
        ({ head, version }) => head === record.head && added.some((role) => role.version === version),
      );
      if (failed) throw failed.error;
      tables.apply(record.head, change);
    } catch (error) {
      await lineUp.abandon();
      throw error;
    }
    roles = tables.roles();
    failures = lineUp.failures;
    lineUp.commit();
    for (const event of change.events) log.info('a head was changed', { ...event });
    parts.onChange();
  }

  const move = (head: string, plan: (record: HeadRecord) => Change) =>
    queue.run(async () => {
      const record = tables.record(head);
      await apply(record, plan(record));
    });

  async function add(staged: StagedHead, { source, by, why, head: named }: Registration): Promise<Registered> {
    try {
      const head = parseHeadName(named ?? staged.manifest.name);
      const record = tables.record(head);
      const same = record.versions.find(({ sha256 }) => sha256 === staged.sha256);
      if (same) {
        await mend(staged, head, same.version);
        return { head, version: same.version, isNew: false };
      }
      requireRoom(record);
      await parts.tryOut(staged.path);
      const version = await versionFor(record, staged, source);
      const now = clock.now();
      await staged.place(head, version);
      const about = { head, version, by, why };
      tables.add(
        { head, version, source, sha256: staged.sha256, manifest: staged.text, addedAt: now, addedBy: by, why },
        { roles: record.roles, events: [{ ...about, at: now, kind: 'registered', site: null, before: null }] },
      );
      await staged.keep(head, version);
      log.info('a version of a head was registered', { ...about, source });
      return { head, version, isNew: true };
    } catch (error) {
      await staged.discard();
      throw error;
    }
  }

  /** Puts the files of a version in place again where they were lost or damaged. */
  async function mend(staged: StagedHead, head: string, version: string): Promise<void> {
    try {
      await parts.tryOut(folders.pathOf(head, version));
      await staged.discard();
    } catch (error) {
      log.error('the files of a version of a head are put back', { head, version, reason: messageOf(error) });
      await parts.tryOut(staged.path);
      await folders.remove(head, version);
      await staged.place(head, version);
      await staged.keep(head, version);
    }
  }

  function requireRoom(record: HeadRecord): void {
    const { head, versions } = record;
    if (versions.length >= maxVersions) throw serverError('REGISTRY_FULL', `${head} has ${versions.length} versions`);
    const heads = tables.heads();
    if (versions.length === 0 && heads.length >= maxHeads) throw serverError('REGISTRY_FULL', `${heads.length} heads`);
  }

  async function versionFor(record: HeadRecord, staged: StagedHead, source: VersionSource): Promise<string> {
    const { head, versions } = record;
    const told = staged.manifest.version;
    const taken = new Set([...versions.map(({ version }) => version), ...(await folders.list(head))]);
    const isUsable = source !== 'training' && headVersionPattern.test(told);
    if (isUsable && !taken.has(told)) return told;
    const numbers = [...taken].filter((version) => /^[0-9]{1,9}$/.test(version)).map(Number);
    return String(Math.max(0, ...numbers) + 1);
  }

  return {
    register: (folder, given) => queue.run(async () => add(await folders.stageFolder(folder), given)),
    registerFiles: (files, given) => queue.run(async () => add(await folders.stageFiles(files), given)),
    promote: (head, version, asked) => move(head, (record) => promote(record, version, { ...asked, now: clock.now() })),
    shadow: (head, version, asked) => move(head, (record) => shadow(record, version, { ...asked, now: clock.now() })),
    retire: (head, version, asked) => move(head, (record) => retire(record, version, { ...asked, now: clock.now() })),
    rollBack: (head, asked) => move(head, (record) => rollBack(record, { ...asked, now: clock.now() })),
    forget: (head, version, { by, why }) =>
      queue.run(async () => {
        const record = tables.record(head);
        requireForgettable(record, version);
        const event = { at: clock.now(), kind: 'forgotten', head, version, site: null, before: null, by, why } as const;
        tables.remove(head, version, { roles: record.roles, events: [event] });
        log.info('a version of a head was forgotten', { head, version, by, why });
        await folders.remove(head, version);
      }),
    records: () => tables.heads().map((head) => tables.record(head)),
    record: (head) => tables.record(head),
    events: (head, limit, before) => tables.events(head, limit, before),
    roles: () => roles,
    folderOf: (head, version) => folders.pathOf(head, version),
    failures: () => failures,
    install(head, version, { by, why }) {
      const record = tables.record(head);
      tables.apply(head, promote(record, version, { site: everySite, by, why, now: clock.now() }));
      roles = tables.roles();
    },
    withdraw(head, version, { by, why }) {
      tables.apply(head, retire(tables.record(head), version, { by, why, now: clock.now(), force: true }));
      roles = tables.roles();
    },
    async open() {
      const lineUp = await stand.prepare(roles);
      failures = lineUp.failures;
      lineUp.commit();
      return failures;
    },
    close: () => queue.close(),
  };
}

function isKnown(roles: readonly HeadRole[], { role, site, version }: HeadRole): boolean {
  return roles.some((one) => one.role === role && one.site === site && one.version === version);
}
