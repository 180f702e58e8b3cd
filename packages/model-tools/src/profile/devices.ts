import type { Spread } from './spread.ts';

const otherDevices = ['pi4', 'pi5', 'jetson-orin-nano', 'jetson-orin-nano-gpu'] as const;
type OtherDevice = (typeof otherDevices)[number];

/** Machines that could stand beside the cameras. */
export const deviceNames = ['this', ...otherDevices] as const;
export type DeviceName = (typeof deviceNames)[number];

/** ResNet-18 at 224 × 224, one picture, as others have published it for a device. */
interface Published {
  readonly title: string;
  /** What ran it. */
  readonly runtime: string;
  /** Threads → milliseconds; a graphics processor has the one entry 0. */
  readonly msByThreads: ReadonlyMap<number, number>;
  readonly source: string;
  /** Why the agent, which uses ONNX Runtime on processor cores, may be slower than that. */
  readonly caveat?: string;
}

const ncnnTable = 'github.com/Tencent/ncnn, benchmark/README.md, resnet18';

/** What is known of devices. ONNX Runtime has been published for the Pi 5 alone. */
export const publishedDevices: Readonly<Record<OtherDevice, Published>> = {
  pi4: {
    title: 'Raspberry Pi 4 (Cortex-A72, 1.8 GHz)',
    runtime: 'ncnn',
    msByThreads: new Map([
      [1, 191],
      [4, 123],
    ]),
    source: ncnnTable,
    caveat: 'ONNX Runtime, which the agent uses, may be slower',
  },
  pi5: {
    title: 'Raspberry Pi 5 (Cortex-A76, 2.4 GHz)',
    runtime: 'ONNX Runtime, float32',
    msByThreads: new Map([
      [1, 131],
      [2, 71],
      [4, 52],
    ]),
    source: 'published figures, collected in November 2026 (docs/models.md)',
  },
  'jetson-orin-nano': {
    title: 'Jetson Orin Nano (Cortex-A78AE)',
    runtime: 'ncnn, 16-bit floats',
    msByThreads: new Map([
      [1, 48.8],
      [6, 15.1],
    ]),
    source: ncnnTable,
    caveat: 'ONNX Runtime, which the agent uses, is slower in float32 (on a Pi 5 52 ms, ncnn 20)',
  },
  'jetson-orin-nano-gpu': {
    title: 'Jetson Orin Nano (its graphics processor)',
    runtime: 'ncnn, Vulkan, 16-bit floats',
    msByThreads: new Map([[0, 4.7]]),
    source: ncnnTable,
    caveat: 'the agent runs on the processor cores',
  },
};

/** How many times longer a device takes than this machine, and where that comes from. */
export interface DeviceFactor {
  readonly device: DeviceName;
  readonly title: string;
  readonly factor: number;
  /** The factor's two parts, in milliseconds for ResNet-18; absent for this machine. */
  readonly from?: {
    readonly runtime: string;
    readonly publishedMs: number;
    /** 0: a graphics processor. */
    readonly publishedThreads: number;
    readonly hereMs: number;
    readonly hereThreads: number;
    readonly source: string;
    readonly caveat?: string;
  };
}

/** With how many threads a device's published figure is compared: the most that are published and not above `threads`. */
export function comparedThreads(device: OtherDevice, threads: number): number {
  const published = [...publishedDevices[device].msByThreads.keys()];
  return Math.max(...published.filter((count) => count <= threads), Math.min(...published));
}

/** With how many threads ResNet-18 has to be timed here, for {@link deviceFactors}. */
export function referenceThreads(threads: number): number[] {
  const counts = otherDevices.map((device) => comparedThreads(device, threads) || threads);
  return [...new Set(counts)].sort((a, b) => a - b);
}

/**
 * The factor of each device: ResNet-18's published milliseconds there over those measured here, with as many threads
 * here as there (a graphics processor: with all that are given). One number for all layers, so it is a guess for each.
 *
 * @param threads those that the model is measured with.
 * @param reference threads → ResNet-18's time here, for every count of {@link referenceThreads}.
 */
export function deviceFactors(threads: number, reference: ReadonlyMap<number, Spread>): DeviceFactor[] {
  const others = otherDevices.map((device): DeviceFactor => {
    const { title, runtime, source, caveat, msByThreads } = publishedDevices[device];
    const publishedThreads = comparedThreads(device, threads);
    const publishedMs = msByThreads.get(publishedThreads) ?? Number.NaN;
    const hereThreads = publishedThreads || threads;
    const hereMs = reference.get(hereThreads)?.median ?? Number.NaN;
    const from = { runtime, publishedMs, publishedThreads, hereMs, hereThreads, source, ...(caveat && { caveat }) };
    return { device, title, factor: publishedMs / hereMs, from };
  });
  return [{ device: 'this', title: 'this machine', factor: 1 }, ...others];
}
