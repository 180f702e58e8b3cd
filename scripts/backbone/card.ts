import type { BackboneManifest, Figure } from '@splitsight/inference';
import type { FireProbe } from './measure.ts';
import type { TrainingReport } from './report.ts';

/** What was measured of a finished backbone. */
export interface Measured {
  readonly probe: FireProbe;
  /** Milliseconds a picture with one thread, and with two. */
  readonly millis: readonly [number, number];
  /** The largest distance between ONNX Runtime's values and PyTorch's. */
  readonly distance: number;
}

/** The figures of the manifest. */
export function manifestFigures(report: TrainingReport, { probe }: Measured): Figure[] {
  const names = { 'tiny-imagenet': 'tiny_imagenet_top1', caltech101: 'caltech101_top1' } as const;
  const top1 = Object.entries(names).flatMap(([set, name]) => {
    const found = report.held_out[set];
    const how = `held-out pictures at ${found?.side} px, with the classifier it was trained with; weights shared by both input sizes`;
    return found ? [{ name, value: rounded(found.top1), n: found.n, how }] : [];
  });
  const how =
    'linear probe (standardised, class-balanced, C = 0.01), grouped 5-fold, 5 seeds, threshold 0.5, before any codec';
  const values = { accuracy: probe.accuracy, auroc: probe.auroc, recall: probe.recall, fpr: probe.fpr };
  const probed = Object.entries(values).map(([name, value]) => ({
    name: `fire_probe_${name}`,
    value: rounded(value),
    n: probe.n,
    how,
  }));
  return [...top1, ...probed];
}

/** The card: where a backbone comes from and how good it is. */
export function cardText(manifest: BackboneManifest, report: TrainingReport, measured: Measured): string {
  const { height, width } = manifest.input;
  const { probe, millis } = measured;
  const bytes = manifest.files['backbone.onnx']?.bytes ?? 0;
  return `# ${manifest.name}

The feature extractor that runs beside the camera: pictures of ${width} × ${height} pixels in, ${manifest.dims} values out.

| | |
| --- | --- |
| network | ResNet-18 (He et al. 2015) at half width: 32-64-128-256 channels, 2.8 million parameters, batch norms folded into the convolutions |
| input | \`image\` uint8 [n, ${height}, ${width}, 3], RGB; scaling, mean and deviation, and the change of layout are inside the graph |
| outputs | \`features\` float32 [n, ${manifest.dims}]: the mean of the last map; \`tiles\` float32 [n, 9, ${manifest.dims}]: the same for the cells of a 3 × 3 grid, row by row |
| file | \`backbone.onnx\`, float32, operator set 13, ${(bytes / 1e6).toFixed(1)} MB |
| fingerprint | \`${manifest.fingerprint}\` |
| licence | ${manifest.licence}, like the rest of SplitSight |

## Where it comes from

${recipe(report)}

| material | pictures learnt from | held out | licence |
| --- | --- | --- | --- |
| Tiny-ImageNet (half of its training pictures), 200 classes, 64 × 64 | ${report.train['tiny-imagenet']} | its validation pictures: ${report.held_out['tiny-imagenet']?.n} | ImageNet's terms: research |
| Caltech-101, 101 classes and pictures of none, 128 × 128 | ${report.train.caltech101} | every tenth of a class: ${report.held_out.caltech101?.n} | none stated |

## How good it is

| measured | value |
| --- | --- |
${Object.entries(report.held_out)
  .map(
    ([set, { top1, class_mean, side, n }]) =>
      `| ${set}, top-1 at ${side} pixels, ${n} held-out pictures (mean of classes) | ${percent(top1)} (${percent(class_mean)}) |`,
  )
  .join('\n')}
| fire probe: accuracy / AUROC | ${percent(probe.accuracy)} / ${probe.auroc.toFixed(3)} |
| fire probe: recall / false positives at 0.5 | ${percent(probe.recall)} / ${percent(probe.fpr)} |
| time a picture where it was trained, 1 / 2 threads | ${millis.map((value) => value.toFixed(1)).join(' / ')} ms |
| ONNX Runtime's values against PyTorch's | ${measured.distance.toExponential(0)} at most |

The fire probe is a linear classifier (standardised features, class-balanced, C = 0.01) on ${probe.n} pictures, in grouped 5-fold
cross-validation with 5 seeds, before any codec: \`scripts/backbone/probe.ts\` prints it. It is a small network trained on small
pictures: measure each head on your own cameras.
`;
}

function recipe({ schedule, ...report }: TrainingReport): string {
  const from = report.init ? `the weights of ${report.init}` : 'random weights';
  const sizes = schedule.phases.map(([share, side]) => `${side} px (${Math.round(share * 100)} %)`).join(', then ');
  const caltech = Math.round(schedule.caltech_share * 100);
  const taught = report.teacher
    ? ` It learns the labels, and ${schedule.distil} times the mean squared distance to the standardised features that ${report.teacher} gives for the same views at ${schedule.teacher_side} px.`
    : ' It learns the labels alone.';
  const first = schedule.heads_first
    ? ` In the first ${percent(schedule.heads_first)} only the classifiers learn.`
    : '';
  return `Trained by \`scripts/backbone/train.sh\`, schedule \`${schedule.name}\`, seed ${report.seed}, from ${from}, on ${report.device} with PyTorch ${report.torch} in
${Math.round(report.seconds / 60)} minutes: ${report.steps} steps of ${schedule.batch} pictures at ${sizes}; ${caltech} % of each batch from Caltech-101.${taught}${first} SGD with Nesterov
momentum ${schedule.momentum}, learning rate up to ${schedule.peak_rate} over the first ${percent(schedule.warm_up)} and down on a cosine after it, weight decay
${schedule.weight_decay} except on norms and biases, label smoothing ${schedule.label_smoothing}. The weights kept are the exponential moving average (${schedule.ema}). Pictures are
cropped at random (a quarter of the area to all of it), flipped, changed in brightness, contrast and saturation, and made
grey 15 times in 100, so that infra-red cameras are not foreign to it.`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
