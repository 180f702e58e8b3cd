import type { CodedError, Millis, Tally } from '@splitsight/kernel';
import type { Alert, CameraView, NodeView } from '@splitsight/wire';
import type { Arrival } from '../flow.ts';
import { type Connection, isRowError, openDatabase, storeError } from './database.ts';
import { createEvidenceWriter, type EvidenceRow } from './evidence.ts';
import { createKnownMessages, type KnownMessages } from './known.ts';
import { noLogSync, openLogSync } from './log-sync.ts';
import { type AlertQuery, createRowReader, type RowReader } from './reader.ts';
import { createRowWriter, type DecisionRow, type DisagreementRow } from './rows.ts';

/** Why a row is not in the database. The label values of splitsight_store_rows_dropped_total. */
export const rowDropReasons = ['queue_full', 'failed', 'duplicate'] as const;
export type RowDropReason = (typeof rowDropReasons)[number];

/**
 * The database. What is added is written at once, or {@link commitEvery} after the last commit; scoring does not wait for
 * it. While it cannot be written, rows wait and are tried again every {@link retryAfter}.
 */
export interface Store extends Pick<RowReader, 'activeAlerts' | 'cameras' | 'nodes'> {
  /** Vectors wait until they are written, however long it takes: whoever adds them asks {@link keeps} before. */
  addVectors(arrival: Arrival): void;
  /**
   * Calls `done` when all vectors that were added before are in the database, and on its disk where the store is
   * `powerSafe`; at once when they are.
   */
  settle(done: () => void): void;
  /** Whether more messages may come: there is room for them, or they are forgotten. */
  hasRoom(): boolean;
  /** Whether what comes is to be added, and its acknowledgement to wait; not while it is stuck and has no room. */
  keeps(): boolean;
  /** Whether it can be written and little waits: then what could not be added may come again. */
  keepsUp(): boolean;
  /** How much of the room for vectors is taken, 0 to 1 and above; 0 while the database cannot be written. */
  backlog(): number;
  addDecision(row: DecisionRow): void;
  addDisagreement(row: DisagreementRow): void;
  /** The newest version of an alert, camera or node wins; they are kept until they can be written. */
  putAlert(alert: Alert): void;
  /** What an alert was raised from; kept until it can be written, too. */
  putEvidence(row: EvidenceRow): void;
  putCamera(view: CameraView): void;
  /** Forgets how a camera was; what came of it stays. */
  forgetCamera(at: Pick<CameraView, 'site' | 'camera'>): void;
  putNode(view: NodeView): void;
  /** The newest alerts first, with those that are not written yet. */
  alerts(query: AlertQuery): readonly Alert[];
  /** What keeps it from writing; null when nothing does. */
  trouble(): CodedError | null;
  /** How many rows wait. */
  waiting(): number;
  /** Which messages it has. */
  readonly known: KnownMessages;
  /** For the tables of what changes seldom: heads, data sets, jobs. Their owners write in transactions of their own. */
  readonly connection: Connection;
  /** Writes what waits and closes the database. Idempotent. */
  close(): void;
}

export interface StoreOptions {
  readonly path: string;
  readonly dropped: Tally<RowDropReason>;
  /** Called after every commit with its rows and how long it took, in milliseconds. */
  readonly onCommit?: (rows: number, took: Millis) => void;
  /** Called whenever the disk has what was committed, with how long that took. */
  readonly onForced?: (took: Millis) => void;
  /** Called when writing begins to fail, or works again (null). */
  readonly onTrouble?: (trouble: CodedError | null) => void;
  /** Whether vectors may be written: while not, they wait. Alerts are written in any case. */
  readonly mayKeep?: () => boolean;
  /** Whether vectors are settled only when the disk has them. No commit waits for that. */
  readonly powerSafe?: boolean;
  /** The largest size of the database, in pages of 4096 bytes. */
  readonly maxPages?: number | undefined;
  /** How many vectors, and how many acknowledgements, may wait; {@link mostRows} unless told. */
  readonly maxRows?: number | undefined;
  /** A monotonic clock, and how the log is forced onto the disk; the real ones unless told. */
  readonly now?: () => Millis;
  readonly openLog?: typeof openLogSync;
}

/** A commit writes pages, however few its rows are: 50 a second wear a disk less than one a row. */
const commitEvery: Millis = 20;
/** This many rows are committed without waiting longer, and no more in one transaction. */
const commitRows = 1000;
/** After a failure the next try waits, and rows gather meanwhile. */
const retryAfter: Millis = 1000;
/** At 600 bytes a row this is some 20 MB. */
const mostRows = 32_768;
/** A disk that has not done what it was asked for so long is not merely slow. */
const stuckAfter: Millis = 5_000;
/** Alerts, cameras and nodes that wait for a failing disk, of each. */
const maxKept = 8192;

/** Opens the database. @throws CodedError STORE_… */
export function openStore(options: StoreOptions): Store {
  const { path, dropped, mayKeep = () => true, maxRows = mostRows, openLog = openLogSync } = options;
  const { now = () => performance.now() } = options;
  const { connection, close } = openDatabase(path);
  if (options.maxPages !== undefined) connection.pragma(`max_page_count = ${options.maxPages}`);
  const writer = createRowWriter(connection);
  const writeEvidence = createEvidenceWriter(connection);
  const reader = createRowReader(connection);
  let vectors: Arrival[] = [];
  let decisions: DecisionRow[] = [];
  let disagreements: DisagreementRow[] = [];
  const alerts = new Map<string, Alert>();
  const evidence = new Map<string, EvidenceRow>();
  const cameras = new Map<string, CameraView | Pick<CameraView, 'site' | 'camera'>>();
  const nodes = new Map<string, NodeView>();
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let settling: (() => void)[] = [];
  let committedAt = Number.NEGATIVE_INFINITY;
  let trouble: CodedError | null = null;
  let commitTrouble: CodedError | null = null;
  let diskTrouble: CodedError | null = null;
  /** Since when the disk has been asked. */
  let askedAt = 0;
  const log = options.powerSafe ? openLog(connection, path, { onFailure: onDisk, onForced }) : noLogSync;

  const waiting = () =>
    vectors.length + decisions.length + disagreements.length + alerts.size + cameras.size + nodes.size;

  const writeSmall = connection.transaction(() => {
    for (const row of decisions) writer.decision(row);
    for (const row of disagreements) writer.disagreement(row);
    for (const alert of alerts.values()) writer.alert(alert);
    for (const row of evidence.values()) {
      writer.place(row.from);
      writeEvidence(row);
    }
    for (const view of cameras.values()) writer.camera(view);
    for (const view of nodes.values()) writer.node(view);
  });

  const writeVectors = connection.transaction((some: readonly Arrival[]) => {
    let repeats = 0;
    for (const arrival of some) if (!writer.vectors(arrival)) repeats++;
    return repeats;
  });

  /** Alerts come first, in a transaction of their own: on a full disk there may be room for them alone. */
  function writeAll(): void {
    if (waiting() > vectors.length) {
      writeSmall.immediate();
      decisions = [];
      disagreements = [];
      for (const kept of [alerts, evidence, cameras, nodes]) kept.clear();
    }
    while (vectors.length > 0 && mayKeep()) {
      const repeats = writeVectors.immediate(vectors.slice(0, commitRows));
      if (repeats > 0) dropped.add('duplicate', repeats);
      vectors = vectors.slice(commitRows);
    }
  }

  function commit(): void {
    unschedule();
    const rows = waiting();
    const startedAt = now();
    try {
      writeAll();
      commitTrouble = null;
    } catch (error) {
      writer.forget();
      if (isRowError(error)) dropDerived();
      commitTrouble = storeError(error, path);
    }
    tellTrouble();
    committedAt = now();
    if (waiting() < rows) {
      options.onCommit?.(rows - waiting(), committedAt - startedAt);
      log.committed();
    }
    if (waiting() > 0) schedule();
    if (vectors.length > 0) return;
    if (log.waiting() === 0) askedAt = committedAt;
    const settled = settling;
    settling = [];
    for (const done of settled) log.settle(done);
  }

  function onForced(took: Millis): void {
    askedAt = now();
    options.onForced?.(took);
  }

  /** The database cannot be written, or its disk does not answer: nobody knows for how long. */
  function isStuck(): boolean {
    return trouble !== null || !mayKeep() || (log.waiting() > 0 && now() - askedAt > stuckAfter);
  }

  const isFull = () => Math.max(vectors.length, settling.length) + log.waiting() >= maxRows;

  function onDisk(error: unknown): void {
    diskTrouble = error === null ? null : storeError(error, path);
    tellTrouble();
  }

  /** A row that will never be taken must not hold up the others. */
  function dropDerived(): void {
    dropped.add('failed', decisions.length + disagreements.length);
    decisions = [];
    disagreements = [];
  }

  function tellTrouble(): void {
    const next = commitTrouble ?? diskTrouble;
    if (next?.code === trouble?.code) return;
    trouble = next;
    options.onTrouble?.(next);
  }

  function schedule(): void {
    const wait = committedAt + commitEvery - now();
    if (trouble || !mayKeep()) timer ??= setTimeout(commit, retryAfter);
    else if (wait <= 0 || vectors.length + decisions.length >= commitRows) soon ??= setImmediate(commit);
    else timer ??= setTimeout(commit, wait);
  }

  function unschedule(): void {
    clearTimeout(timer);
    clearImmediate(soon);
    timer = undefined;
    soon = undefined;
  }

  function add<Row>(queue: Row[], row: Row): void {
    if (!connection.open || queue.length >= maxRows) dropped.add('queue_full');
    else {
      queue.push(row);
      schedule();
    }
  }

  function put<Row>(kept: Map<string, Row>, key: string, row: Row): void {
    if (!connection.open || (kept.size >= maxKept && !kept.has(key))) dropped.add('queue_full');
    else {
      kept.set(key, row);
      schedule();
    }
  }

  return {
    connection,
    known: createKnownMessages(connection),
    addVectors(arrival) {
      vectors.push(arrival);
      if (connection.open) schedule();
    },
    settle(done) {
      if (vectors.length === 0) log.settle(done);
      else settling.push(done);
    },
    hasRoom: () => !isFull() || isStuck(),
    keeps: () => !isFull() || !isStuck(),
    keepsUp: () => !isStuck() && vectors.length < maxRows / 10,
    backlog: () => (isStuck() ? 0 : vectors.length / maxRows),
    addDecision: (row) => add(decisions, row),
    addDisagreement: (row) => add(disagreements, row),
    putAlert: (alert) => put(alerts, alert.id, alert),
    putEvidence: (row) => put(evidence, row.alertId, row),
    putCamera: (view) => put(cameras, `${view.site}/${view.camera}`, view),
    forgetCamera: ({ site, camera }) => put(cameras, `${site}/${camera}`, { site, camera }),
    putNode: (view) => put(nodes, `${view.site}/${view.node}`, view),
    alerts(query) {
      const unwritten = [...alerts.values()].filter((alert) => matches(alert, query));
      const written = reader.alerts(query).filter(({ id }) => !alerts.has(id));
      return [...unwritten, ...written].sort(newestFirst).slice(0, query.limit);
    },
    activeAlerts: reader.activeAlerts,
    cameras: reader.cameras,
    nodes: reader.nodes,
    trouble: () => trouble,
    waiting,
    close() {
      if (!connection.open) return;
      commit();
      unschedule();
      log.close();
      close();
    },
  };
}

function matches(alert: Alert, { before, site, camera, head, late, isSeen }: AlertQuery): boolean {
  return (
    (isSeen?.(alert.site, alert.camera) ?? true) &&
    (alert.late ? late !== undefined : late !== 'only') &&
    alert.raised_at < (before ?? Number.POSITIVE_INFINITY) &&
    alert.site === (site ?? alert.site) &&
    alert.camera === (camera ?? alert.camera) &&
    alert.head === (head ?? alert.head)
  );
}

function newestFirst(a: Alert, b: Alert): number {
  return b.raised_at - a.raised_at || (a.id < b.id ? 1 : -1);
}
