import {
  type Answer,
  type CandidatePlan,
  crossingBytes,
  type DeviceFactor,
  isMarked,
  type JpegCost,
  type Profile,
  type Spread,
} from '@splitsight/model-tools';

/** What the figures say of a model, as text: its table of cuts and the answer to the question. */
export function describeProfile(profile: Profile, answer: Answer, jpeg: JpegCost, all: boolean): string {
  const { plans, best } = answer;
  const shown = plans.filter((plan) => all || plan === best || plan.share.useful || isNamed(plan));
  return [
    ...describeModel(profile),
    '',
    'before, after: ms on this machine (quartiles); the next four: ms a frame as asked below',
    ...describeTable(shown, answer),
    ...(shown.length < plans.length
      ? [
          `${shown.length} of ${plans.length} ways: those that send fewer bytes than every earlier one; --all shows the others`,
        ]
      : []),
    '',
    ...describeAnswer(answer, jpeg),
    '',
    ...describeDevices(profile.devices),
    '',
  ].join('\n');
}

function isNamed({ share }: CandidatePlan): boolean {
  return share.cut === 'jpeg' || share.cut.marks.length > 0;
}

function describeModel({ model, input, outputs, threads, rounds, runs, whole, load }: Profile): string[] {
  return [
    `${model}: "${input.name}" ${input.type} ${input.shape.join(' × ')} → ${outputs.map((name) => `"${name}"`).join(', ')}`,
    `whole on this machine: ${spread(whole)} ms a picture (median, quartiles), ${plural(threads, 'thread')}; ` +
      `${plural(rounds, 'round')} of ${runs} runs`,
    ...(load.before > 0.75 * load.processors
      ? [
          `busy: ${load.before.toFixed(1)} tasks on ${plural(load.processors, 'processor')} before this began; ` +
            'times are too long and factors too small, measure again when it is quiet',
        ]
      : []),
  ];
}

/** Columns are as wide as what stands in them; all but the first are aligned to the right. */
function describeTable(plans: readonly CandidatePlan[], { question, best }: Answer): string[] {
  const { device } = question;
  const rows = plans.map((plan) => {
    const { cut, label, edgeMs, serverMs, bytes } = plan.share;
    const here = cut === 'jpeg' ? ['', '', count(bytes), '', ''] : cutColumns(cut);
    const there = [edgeMs, plan.transferMs, serverMs, plan.totalMs].map(milliseconds);
    return [label, ...here, ...there, plan === best ? 'best' : plan.misses.map((part) => `${part} ✕`).join(' ')];
  });
  const head = ['cut', 'crosses', 'float32 B', 'u8 B', 'before', 'after', device, 'transfer', 'server', 'total', ''];
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0), title.length),
  );
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function cutColumns(cut: Profile['cuts'][number]): string[] {
  const shapes = cut.values.map(({ shape }) => shape.slice(1).join('×')).join(' + ');
  return [
    shapes,
    isMarked(cut, 'input') ? '' : count(crossingBytes(cut, 'float32')),
    count(crossingBytes(cut, 'u8')),
    spread(cut.before),
    spread(cut.after),
  ];
}

function describeAnswer(
  { question, device, best, equals, nearest, jpeg, picture, edge }: Answer,
  cost: JpegCost,
): string[] {
  const { bitsPerSecond, rttMs, framesPerSecond, form, serverFactor } = question;
  const server = serverFactor === 1 ? 'server as this machine' : `server ${serverFactor} × this machine's time`;
  const asked =
    `${device.title}, uplink ${bitRate(bitsPerSecond)} with ${count(rttMs)} ms there and back, ` +
    `${framesPerSecond} frames/s, ${form === 'u8' ? 'one byte a value' : 'float32'}, ${server}`;
  const answer = best
    ? `best: ${describePlan(best)}`
    : `no cut fits; nearest: ${describePlan(nearest)}; it overloads the ${nearest.misses.join(' and the ')}`;
  return [
    asked,
    answer,
    ...(equals.length > 0
      ? [`as soon, within the noise, with more bytes: ${equals.map(({ share }) => share.label).join(', ')}`]
      : []),
    ...compare('everything at the edge', edge, nearest),
    ...compare(`the picture as JPEG of quality ${cost.quality}`, jpeg, nearest),
    ...compare('the picture as it is', picture, nearest),
  ];
}

function compare(name: string, plan: CandidatePlan | undefined, chosen: CandidatePlan): string[] {
  if (!plan || plan === chosen) return [];
  const misses = plan.misses.length > 0 ? `; does not fit: overloads the ${plan.misses.join(' and the ')}` : '';
  return [`${name}: ${describePlan(plan, '')}${misses}`];
}

/** The question and its answer in a few lines under the title of a plot. */
export function captionOf({ question, device, best, nearest }: Answer): string[] {
  const { bitsPerSecond, rttMs, framesPerSecond, form } = question;
  const loads = ({ load }: CandidatePlan) =>
    `takes ${percent(load.uplink)} of the uplink, ${percent(load.edge)} of the edge`;
  const sum = ({ share, totalMs }: CandidatePlan) =>
    `${share.label}: ${count(share.bytes)} bytes, ${milliseconds(totalMs)} ms`;
  return [
    `${device.title}; uplink ${bitRate(bitsPerSecond)}, ${count(rttMs)} ms there and back; ` +
      `${framesPerSecond} frames a second; ${form === 'u8' ? 'one byte a value' : 'float32'}`,
    best ? `Best: ${sum(best)}; ${loads(best)}` : `No cut fits. Nearest: ${sum(nearest)}; ${loads(nearest)}`,
  ];
}

/** `at 5 layer1, 512 bytes: 71 ms edge + …; takes 12 % of the uplink …` */
function describePlan(
  { share, transferMs, totalMs, load, wireBytes }: CandidatePlan,
  label = `${share.label}, `,
): string {
  const parts = [
    `${milliseconds(share.edgeMs)} edge`,
    `${milliseconds(transferMs)} transfer`,
    `${milliseconds(share.serverMs)} server`,
  ];
  const loads = `${percent(load.uplink)} of the uplink, ${percent(load.edge)} of the edge, ${percent(load.server)} of the server`;
  return `${label}${count(share.bytes)} bytes (${count(wireBytes)} on the wire): ${milliseconds(totalMs)} ms a frame (${parts.join(' + ')}); ${loads}`;
}

function describeDevices(devices: readonly DeviceFactor[]): string[] {
  const lines = devices.flatMap(({ title, factor, from }) => {
    if (!from) return [];
    const there = from.publishedThreads === 0 ? '' : ` with ${plural(from.publishedThreads, 'thread')}`;
    return [
      `  ${title}: × ${factor.toFixed(2)} = ${from.publishedMs} ms there (${from.runtime}${there}) / ` +
        `${milliseconds(from.hereMs)} ms here with ${plural(from.hereThreads, 'thread')}; ${from.source}${from.caveat ? `; ${from.caveat}` : ''}`,
    ];
  });
  return [
    'factors: ResNet-18 as published for the device over ResNet-18 measured here; one for all layers, so a guess for each',
    ...lines,
  ];
}

function spread({ median, low, high }: Spread): string {
  return median === 0 ? '0' : `${milliseconds(median)} (${milliseconds(low)}–${milliseconds(high)})`;
}

function milliseconds(ms: number): string {
  return ms >= 100 ? count(Math.round(ms)) : ms.toFixed(1);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function bitRate(bits: number): string {
  const units = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'];
  const power = Math.min(3, Math.floor(Math.log10(bits) / 3));
  return `${Number((bits / 1000 ** power).toPrecision(3))} ${units[power] ?? ''}`;
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
