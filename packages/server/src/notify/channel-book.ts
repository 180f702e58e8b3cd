import { type Clock, createTally } from '@splitsight/kernel';
import { type ChannelInput, secretNames } from '@splitsight/wire';
import { z } from 'zod';
import { serverError } from '../errors.ts';
import type { Audit } from '../people/audit.ts';
import type { ChannelRow, ChannelTable } from '../store/channels.ts';
import type { Connection } from '../store/database.ts';
import type { Channel, Secrets } from './channel.ts';
import { destinationOf, leavesPerimeter } from './destination.ts';
import type { QueuedChannel } from './outbox.ts';
import { createQuiet } from './quiet.ts';
import type { Vault } from './secrets.ts';
import { checkSettings, secretsAfter } from './settings.ts';

/** A channel as the server has it in memory. */
export interface BookedChannel extends Channel, QueuedChannel {
  readonly row: ChannelRow;
  readonly destination: string;
  /** True until the address was looked up. */
  readonly leaves: boolean;
}

/** The channels, and what people do with them. */
export interface ChannelBook {
  list(): readonly BookedChannel[];
  /** @throws CodedError NOTIFY_UNKNOWN */
  get(id: number): BookedChannel;
  find(id: number): BookedChannel | undefined;
  /** @throws CodedError NOTIFY_TOO_MANY, NOTIFY_LEAVES, NOTIFY_TEMPLATE, NOTIFY_SECRET */
  add(input: ChannelInput, by: string): Promise<BookedChannel>;
  /** @throws CodedError NOTIFY_UNKNOWN, NOTIFY_CHANGED and those of {@link add} */
  change(id: number, input: ChannelInput, revision: number, by: string): Promise<BookedChannel>;
  /** @throws CodedError NOTIFY_UNKNOWN */
  remove(id: number, by: string): void;
}

export interface ChannelBookOptions {
  readonly clock: Clock;
  readonly connection: Connection;
  readonly table: ChannelTable;
  readonly vault: Vault;
  readonly audit: Pick<Audit, 'add'>;
  /** The first level of the server's own topics, which channels may not write to. */
  readonly topicPrefix: string;
  /** Called in the transaction that removes a channel. */
  readonly onRemove: (id: number) => void;
}

const maxChannels = 50;
const sealedFor = 'channel';
const secretsSchema = z.partialRecord(z.enum(secretNames), z.string());

export function openChannelBook(options: ChannelBookOptions): ChannelBook {
  const { clock, connection, table, vault, audit, topicPrefix, onRemove } = options;
  const booked = new Map<number, BookedChannel>();

  for (const row of table.list()) {
    const channel = bookOf(row, true);
    booked.set(row.id, channel);
    void leavesPerimeter(destinationOf(row.facts.settings)).then((leaves) => {
      if (booked.get(row.id) === channel) booked.set(row.id, { ...channel, leaves });
    });
  }

  function bookOf(row: ChannelRow, leaves: boolean): BookedChannel {
    const destination = destinationOf(row.facts.settings).label;
    const dropped = booked.get(row.id)?.dropped ?? createTally();
    const outside = row.agreed === destination;
    const { id, facts } = row;
    const quietUntil = createQuiet(facts.quiet, facts.time_zone);
    return { id, facts, secrets: secretsOf(row), outside, row, destination, leaves, dropped, quietUntil };
  }

  function secretsOf(row: ChannelRow): Secrets | null {
    if (!row.secrets) return {};
    const text = vault.open(row.secrets, sealedFor);
    return text === null ? null : secretsSchema.parse(JSON.parse(text));
  }

  function get(id: number): BookedChannel {
    const found = booked.get(id);
    if (!found) throw serverError('NOTIFY_UNKNOWN', String(id));
    return found;
  }

  /** @throws CodedError NOTIFY_LEAVES, NOTIFY_TEMPLATE */
  async function rowOf(input: ChannelInput, by: string, before: BookedChannel | undefined) {
    const { secrets: given, agreed, ...facts } = input;
    checkSettings(facts.settings, topicPrefix);
    const destination = destinationOf(facts.settings);
    const isSame = before !== undefined && before.destination === destination.label;
    const leaves = await leavesPerimeter(destination);
    const isAgreed = agreed === destination.label || (isSame && before.outside);
    if (facts.on && leaves && !isAgreed) throw serverError('NOTIFY_LEAVES', destination.label);
    const isKind = isSame && before.facts.settings.kind === facts.settings.kind;
    const secrets = secretsAfter(facts.settings.kind, isKind ? (before.secrets ?? {}) : {}, given);
    const hasSecrets = Object.keys(secrets).length > 0;
    return {
      leaves,
      row: {
        facts,
        agreed: facts.on && isAgreed ? destination.label : null,
        secrets: hasSecrets ? vault.seal(JSON.stringify(secrets), sealedFor) : null,
        changedAt: clock.now(),
        changedBy: by,
      },
    };
  }

  const detailOf = ({ facts, destination }: BookedChannel) => ({
    ...{ name: facts.name, kind: facts.settings.kind, on: facts.on, pictures: facts.pictures, destination },
  });

  return {
    list: () => [...booked.values()],
    get,
    find: (id) => booked.get(id),
    async add(input, by) {
      const { row, leaves } = await rowOf(input, by, undefined);
      if (booked.size >= maxChannels) throw serverError('NOTIFY_TOO_MANY', String(maxChannels));
      const add = connection.transaction(() => {
        const id = table.add({ ...row, revision: 1 });
        const channel = bookOf({ ...row, id, revision: 1 }, leaves);
        audit.add({ by, action: 'channel.add', subject: String(id), site: null, detail: detailOf(channel) });
        return channel;
      });
      const channel = add.immediate();
      booked.set(channel.id, channel);
      return channel;
    },
    async change(id, input, revision, by) {
      requireRevision(get(id), revision);
      const { row, leaves } = await rowOf(input, by, get(id));
      // Somebody may have been faster while the address was looked up.
      const before = get(id);
      requireRevision(before, revision);
      const change = connection.transaction(() => {
        const next = { ...row, id, revision: revision + 1 };
        table.put(next);
        const channel = bookOf(next, leaves);
        const detail = { before: detailOf(before), after: detailOf(channel) };
        audit.add({ by, action: 'channel.change', subject: String(id), site: null, detail });
        return channel;
      });
      const channel = change.immediate();
      booked.set(id, channel);
      return channel;
    },
    remove(id, by) {
      const channel = get(id);
      const remove = connection.transaction(() => {
        table.remove(id);
        onRemove(id);
        audit.add({ by, action: 'channel.remove', subject: String(id), site: null, detail: detailOf(channel) });
      });
      remove.immediate();
      booked.delete(id);
    },
  };
}

/** @throws CodedError NOTIFY_CHANGED */
function requireRevision({ row, facts }: BookedChannel, revision: number): void {
  if (row.revision === revision) return;
  const at = new Date(row.changedAt).toISOString();
  throw serverError(
    'NOTIFY_CHANGED',
    `${facts.name}, by ${row.changedBy} at ${at}; it is revision ${row.revision} now`,
  );
}
