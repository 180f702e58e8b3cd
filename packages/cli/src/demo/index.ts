import type { Command } from 'commander';
import { parseWholeNumber } from '../options.ts';
import { runDemo } from './demo.ts';
import { freeOrAny } from './ports.ts';

/** Adds `splitsight demo` to the program. */
export function registerDemo(program: Command, signal: AbortSignal): void {
  program
    .command('demo')
    .description('run virtual cameras, agent and server on this machine, with a fire to raise an alert')
    .option('--camera <url>', 'add a camera of your own: rtsp://, a file or /dev/video0; may be repeated', append, [])
    .option('--port <n>', 'port of the dashboard (default: 8080, or any free one)', parseWholeNumber(0, 65_535))
    .option('--mqtt-port <n>', 'port of the broker (default: 1883, or any free one)', parseWholeNumber(0, 65_535))
    .option('--check', 'stop at the first alert and print one JSON line')
    .action(async (options: { camera: string[]; port?: number; mqttPort?: number; check?: true }) => {
      const started = Date.now();
      const say = (line: string) => {
        const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
        process.stdout.write(`${seconds} s  ${line}\n`);
      };
      const firstAlert = await runDemo({
        cameras: options.camera,
        httpPort: options.port ?? (await freeOrAny(8080)),
        mqttPort: options.mqttPort ?? (await freeOrAny(1883)),
        check: options.check ?? false,
        signal,
        say,
      });
      if (firstAlert !== undefined) process.stdout.write(`${JSON.stringify({ first_alert_ms: firstAlert })}\n`);
    });
}

function append(value: string, values: string[]): string[] {
  return [...values, value];
}
