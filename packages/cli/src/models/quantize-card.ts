import type { BackboneManifest, HeadManifest } from '@splitsight/inference';
import type { Quantized, Speed } from '@splitsight/model-tools';
import { describeSpeed, threadsOf } from './quantize-figures.ts';

/** The machine that was measured on, in a few words. */
export interface Machine {
  readonly description: string;
  readonly cores: number;
}

/** What a backbone's card says of its variants. */
export function describeVariants(
  { manifest: before, reference, variants }: Quantized,
  after: BackboneManifest,
  machine: Machine,
  command: string,
): string {
  const sizeOf = (file: string) => `${((after.files[file]?.bytes ?? 0) / 1e6).toFixed(1)} MB`;
  const times = (speeds: readonly Speed[]) => speeds.map(describeSpeed);
  const rows = variants.map(({ precision, fingerprint, cosine, speeds, losses }) => [
    `\`backbone-${precision}.onnx\`, ${sizeOf(`backbone-${precision}.onnx`)}`,
    `\`${fingerprint}\``,
    `${cosine.mean.toFixed(4)} / ${cosine.min.toFixed(4)}`,
    losses ? `${losses.probe.lossPoints.toFixed(2)} points (n = ${losses.probe.n})` : 'not measured',
    ...times(speeds),
  ]);
  const chosen = variants.map(({ precision }) => {
    const { processors = [] } = after.variants?.find((one) => one.precision === precision) ?? {};
    const where = processors.map(({ arch, features }) => [arch, ...features].join(' with '));
    return `- \`${precision}\`: ${where.length > 0 ? `chosen on ${where.join('; ')}` : 'chosen nowhere, since nowhere it was measured faster'}.`;
  });
  return `The same network in smaller numbers. A variant's vectors are a little different, so they carry its own fingerprint, and a head
takes them only where its manifest says that it was measured on them.

${table([
  [
    'file',
    'fingerprint',
    'cosine to float32, mean / least',
    'lost by a linear probe',
    ...reference.map((speed) => `ms, ${threadsOf(speed)}`),
  ],
  [`\`backbone.onnx\`, ${sizeOf('backbone.onnx')}`, `\`${before.fingerprint}\``, '', '', ...times(reference)],
  ...rows,
])}

Times are of one picture on ${machine.description} with ${machine.cores} cores, measured in turns with float32; in brackets, how many times as fast as
float32: go by those, since other work on the machine slows both. More threads than cores win nothing. The probe is trained on float32 features and judges the variant's, grouped 5-fold, 5 seeds.

An agent with \`model.variant: auto\` takes what was measured faster on a processor like its own:

${chosen.join('\n')}

On x86 without VNNI int8 gives the same, but has no instructions of its own: it is not chosen there, and was not timed. On ARM it runs
right on emulated cores, and was not timed either; \`splitsight models bench\` times it on the machine it runs on, and says what to set.

\`\`\`
${command}
\`\`\``;
}

/** What a head's card says of the variants that it takes. */
export function describeAccepted({ accepts = [], backbone }: HeadManifest): string {
  if (accepts.length === 0) return `It takes vectors of \`${backbone}\` in float32 only.`;
  const value = (figures: (typeof accepts)[number]['figures'], name: string) =>
    figures.find((figure) => figure.name === name)?.value ?? Number.NaN;
  return `Besides those of \`${backbone}\` in float32 it takes the vectors of these variants, after this was measured on the same pictures:

${table([
  ['variant', 'fingerprint', 'lost by a linear probe', 'lost by this head', 'of its answers change', 'n'],
  ...accepts.map(({ precision, fingerprint, figures }) => [
    precision,
    `\`${fingerprint}\``,
    `${value(figures, 'probe_loss_points').toFixed(2)} points`,
    `${value(figures, 'loss_points').toFixed(2)} points`,
    `${(100 * value(figures, 'flips')).toFixed(2)} %`,
    String(figures[0]?.n ?? 0),
  ]),
])}

The probe had not seen the pictures' groups; this head was trained on the pictures, which flatters it.`;
}

function table(rows: readonly (readonly string[])[]): string {
  const [heading = [], ...others] = rows;
  return [heading, heading.map(() => '---'), ...others].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
