import { availableParallelism } from 'node:os';
import { acceptingManifest, readBackboneManifest, readHeadManifest } from '@splitsight/inference';
import { measureLosses, readGraphs, writeFiles } from '@splitsight/model-tools';
import type { UnreadableLog } from '@splitsight/training';
import type { Command } from 'commander';
import { parsePositive } from '../models/profile-options.ts';
import { describeAccepted } from '../models/quantize-card.ts';
import { judgeHead } from '../models/quantize-figures.ts';
import { readLabelled } from '../models/quantize-options.ts';
import { cardFile, readCard, withSection } from '../models/readme-section.ts';
import { parseWholeNumber } from '../options.ts';
import { findBackbone, findHead } from './find-model.ts';
import { createUnreadableLog } from './report.ts';

interface AcceptFlags {
  readonly head: string;
  readonly images: string;
  readonly groups?: string;
  readonly backbone?: string;
  readonly limit: number;
  readonly threads: number;
  readonly json?: true;
}

/** A head takes a variant that costs it no more than this, in percentage points of accuracy. */
export const lossLimit = 0.5;

/** Adds `splitsight head accept`. */
export function registerAccept(head: Command, signal: AbortSignal): void {
  head
    .command('accept')
    .description("measure a head on the vectors of its backbone's variants, and let it take those it loses little on")
    .requiredOption('--head <name>', 'the name of a head in the models folder, or its folder')
    .requiredOption('--images <dir>', 'labelled pictures: DIR/<class>/*.jpg')
    .option('--groups <file>', 'near-duplicates among them: <class>/<file>, label, group')
    .option('--backbone <dir>', 'the folder of its backbone; found among the models unless told')
    .option(
      '--limit <points>',
      'the most that may be lost, in percentage points of accuracy',
      parsePositive(100),
      lossLimit,
    )
    .option('--threads <n>', 'threads of the backbone', parseWholeNumber(1, 64), Math.min(4, availableParallelism()))
    .option('--json', 'print nothing but one JSON line')
    .action((flags: AcceptFlags) => accept(flags, signal));
}

async function accept({ json, ...flags }: AcceptFlags, signal: AbortSignal): Promise<void> {
  const given = flags.backbone === undefined ? undefined : readBackboneManifest(flags.backbone);
  const head = findHead(flags.head, given);
  const backbone = flags.backbone ?? findBackbone(readHeadManifest(head));
  const unreadable = createUnreadableLog();
  const { accepted, refused } = await acceptVariants(head, {
    ...flags,
    backbone,
    signal,
    onUnreadable: unreadable.log,
  });
  if (!json) process.stdout.write(`${describeAccepted(readHeadManifest(head))}\n`);
  const figures = Object.fromEntries(accepted.map((variant) => [variant.precision, variant.figures]));
  process.stdout.write(`${JSON.stringify({ head, accepted: figures, refused, unreadable: unreadable.count() })}\n`);
}

/** What a head is measured on. */
export interface AcceptOptions {
  /** The folder of its backbone. */
  readonly backbone: string;
  readonly images: string;
  readonly groups?: string;
  /** The most that may be lost, in percentage points of accuracy. */
  readonly limit: number;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onUnreadable: UnreadableLog;
}

/**
 * Measures the head in `directory` on the vectors of its backbone's variants, and writes those that it may take into its
 * manifest and card.
 *
 * @throws CodedError HEAD_PICTURES, HEAD_CLASS_EMPTY, HEAD_GROUPS, QUANTIZE_LABELS, MODELS_UNWRITABLE and what opening
 *   models throws.
 */
export async function acceptVariants(directory: string, options: AcceptOptions): Promise<ReturnType<typeof judgeHead>> {
  const { backbone, limit, images, groups } = options;
  const manifest = readBackboneManifest(backbone);
  const labelled = readLabelled({ images, head: [directory], ...(groups === undefined ? {} : { groups }) }, manifest);
  const reading = { ...options, skipUnreadable: true };
  const losses =
    labelled &&
    (await measureLosses({ directory: backbone, manifest }, readGraphs(backbone, manifest), labelled, reading));
  const variants = (manifest.variants ?? []).map(({ precision, fingerprint }) => {
    const measured = losses?.get(precision);
    return { precision, fingerprint, ...(measured && { losses: measured }) };
  });
  const judged = judgeHead(directory, variants, limit);
  writeAccepted(directory, judged);
  return judged;
}

/** Writes into a head's manifest and card which variants it takes. @throws CodedError MODELS_UNWRITABLE */
export function writeAccepted(directory: string, { accepted, refused }: ReturnType<typeof judgeHead>): void {
  writeFiles(directory, acceptingManifest(directory, accepted, refused));
  const manifest = readHeadManifest(directory);
  const card = withSection(readCard(directory, manifest.name), 'Variants', describeAccepted(manifest));
  writeFiles(directory, new Map([[cardFile, card]]));
}
