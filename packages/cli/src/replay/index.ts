import { readBackboneManifest } from '@splitsight/inference';
import type { Command } from 'commander';
import { findHead } from '../head/find-model.ts';
import { parseWholeNumber } from '../options.ts';
import { shipped } from '../stack/shipped.ts';
import { replay } from './replay.ts';

/** Adds `splitsight replay` to the program. */
export function registerReplay(program: Command, signal: AbortSignal): void {
  program
    .command('replay')
    .description('run a clip through agent and server code at full speed: which alerts would it have raised?')
    .requiredOption('--video <file>', 'any file ffmpeg reads')
    .option('--heads <names>', 'heads by name or folder, separated by commas', 'fire')
    .option('--backbone <folder>', 'the feature extractor', shipped.backbone)
    .option('--fps <n>', 'pictures a second the camera would deliver', parseWholeNumber(1, 60), 10)
    .option('--json', 'one JSON line an alert edge, then the summary')
    .action(async (options: { video: string; heads: string; backbone: string; fps: number; json?: true }) => {
      const print = (line: object, text: string) =>
        process.stdout.write(`${options.json ? JSON.stringify(line) : text}\n`);
      const backbone = readBackboneManifest(options.backbone);
      const summary = await replay({
        ...options,
        heads: options.heads.split(',').map((name) => findHead(name, backbone)),
        signal,
        onEdge: (edge) =>
          print(edge, `${edge.t_s.toFixed(1)} s  ${edge.head} alert ${edge.event}, score ${edge.score.toFixed(3)}`),
      });
      print(summary, `${summary.frames} frames, ${summary.duration_s} s, ${summary.alerts.length} alerts`);
    });
}
