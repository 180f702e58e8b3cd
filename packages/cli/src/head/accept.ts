import { availableParallelism } from 'node:os';
import { acceptingManifest, findVariant, readBackboneManifest, readHeadManifest } from '@splitsight/inference';
import { measureLosses, readGraphs, writeFiles } from '@splitsight/model-tools';
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

/** Adds `splitsight head accept`. */
export function registerAccept(head: Command, signal: AbortSignal): void {
  head
    .command('accept')
    .description("measure a head on the vectors of its backbone's variants, and let it take those it loses little on")
    .requiredOption('--head <name>', 'the name of a head in the models folder, or its folder')
    .requiredOption('--images <dir>', 'labelled pictures: DIR/<class>/*.jpg')
    .option('--groups <file>', 'near-duplicates among them: <class>/<file>, label, group')
    .option('--backbone <dir>', 'the folder of its backbone; found among the models unless told')
    .option('--limit <points>', 'the most that may be lost, in percentage points of accuracy', parsePositive(100), 0.5)
    .option('--threads <n>', 'threads of the backbone', parseWholeNumber(1, 64), Math.min(4, availableParallelism()))
    .option('--json', 'print nothing but one JSON line')
    .action((flags: AcceptFlags) => accept(flags, signal));
}

async function accept(flags: AcceptFlags, signal: AbortSignal): Promise<void> {
  const { limit, threads, json } = flags;
  const given = flags.backbone === undefined ? undefined : readBackboneManifest(flags.backbone);
  const directory = findHead(flags.head, given);
  const backbone = flags.backbone ?? findBackbone(readHeadManifest(directory));
  const manifest = readBackboneManifest(backbone);
  const unreadable = createUnreadableLog();
  const labelled = readLabelled({ ...flags, head: [directory] }, manifest);
  const losses =
    labelled &&
    (await measureLosses({ directory: backbone, manifest }, readGraphs(backbone, manifest), labelled, {
      threads,
      signal,
      skipUnreadable: true,
      onUnreadable: unreadable.log,
    }));
  const variants = (manifest.variants ?? []).map(({ precision }) => {
    const measured = losses?.get(precision);
    return { ...findVariant(manifest, precision), precision, ...(measured && { losses: measured }) };
  });
  const { accepted, refused } = judgeHead(directory, variants, limit);
  writeFiles(directory, acceptingManifest(directory, accepted, refused));
  const after = readHeadManifest(directory);
  const card = withSection(readCard(directory, after.name), 'Variants', describeAccepted(after));
  writeFiles(directory, new Map([[cardFile, card]]));
  if (!json) process.stdout.write(`${describeAccepted(after)}\n`);
  const report = Object.fromEntries(accepted.map(({ precision, figures }) => [precision, figures]));
  process.stdout.write(
    `${JSON.stringify({ head: directory, accepted: report, refused, unreadable: unreadable.count() })}\n`,
  );
}
