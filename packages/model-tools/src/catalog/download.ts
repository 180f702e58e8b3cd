import { type BackoffSchedule, backoffDelay, isCodedError, type Millis, messageOf, sleep } from '@splitsight/kernel';
import { catalogError } from './errors.ts';
import type { Part } from './part.ts';
import type { Source } from './source.ts';

/** How hard a download tries. */
export interface Patience {
  /** So many tries in a row may bring next to nothing. */
  readonly tries: number;
  /** How long to wait between them. */
  readonly backoff: BackoffSchedule;
}

/** What is told while a download runs. */
export interface DownloadEvents {
  /** How much is there, after every piece. */
  onProgress?(received: number, total: number): void;
  /** A try failed and another follows after `wait`. */
  onRetry?(why: string, wait: Millis): void;
}

/** A try that brings at least this much, or a hundredth of the file, does not count as failed. */
const worthwhileBytes = 1 << 20;

/**
 * Fills a part from a source until it is the wanted file, going on where it broke off.
 *
 * @throws CodedError PULL_UNREACHABLE after too many tries, PULL_CHECKSUM (the part is then gone), and what the source and
 *   the part throw; the signal's reason when aborted, and the part stays as far as it is.
 */
export async function download(
  part: Part,
  source: Source,
  patience: Patience,
  events: DownloadEvents,
  signal: AbortSignal,
): Promise<void> {
  const total = part.wanted.bytes;
  // Pieces of two versions of a file do not fit together: such a part gets a second chance, one of one piece does not.
  let pieced = part.size > 0;
  let failures = 0;
  for (;;) {
    const before = part.size;
    const end = part.size === total ? undefined : await advance(part, source, events, signal);
    signal.throwIfAborted();
    if (part.size === total) {
      if (await part.isRight(signal)) return;
      await part.restart({ source: source.name });
      if (!pieced) throw catalogError('PULL_CHECKSUM', source.name);
      pieced = false;
      events.onRetry?.('its parts do not fit together; once more from the beginning', 0);
      continue;
    }
    pieced = part.size > 0;
    failures = part.size - before >= Math.min(worthwhileBytes, total / 100) ? 1 : failures + 1;
    const why = end?.why ?? 'it broke off';
    if (failures >= patience.tries) {
      throw catalogError('PULL_UNREACHABLE', `${source.name} (${why}, ${part.size} of ${total} bytes)`, end?.cause);
    }
    const wait = Math.max(backoffDelay(patience.backoff, failures, Math.random()), end?.waitMs ?? 0);
    events.onRetry?.(why, wait);
    await sleep(wait, signal);
    signal.throwIfAborted();
  }
}

/** How a try ended that did not bring everything. */
interface End {
  readonly why: string;
  readonly waitMs?: Millis;
  readonly cause?: unknown;
}

/** Asks the source once and takes what it gives. */
async function advance(part: Part, source: Source, events: DownloadEvents, signal: AbortSignal): Promise<End> {
  try {
    const offer = await source.open(part, signal);
    if (offer.kind === 'restart') await part.restart({ source: source.name });
    if (offer.kind !== 'bytes') return offer;
    const { start, validator, body } = offer;
    if (start === 0) {
      await part.restart({ source: source.name, ...(validator === undefined ? {} : { validator }) });
    }
    for await (const bytes of body) {
      if (part.size + bytes.length > part.wanted.bytes) {
        await part.restart({ source: source.name });
        throw catalogError('PULL_SIZE', `${source.name} (more than ${part.wanted.bytes} bytes)`);
      }
      await part.append(bytes);
      events.onProgress?.(part.size, part.wanted.bytes);
    }
    return { why: 'it ended early' };
  } catch (error) {
    if (isCodedError(error) || signal.aborted) throw error;
    return { why: messageOf(error), cause: error };
  }
}
