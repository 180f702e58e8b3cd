import type { BackboneVariant, Processor, VariantProcessor } from '@splitsight/inference';
import type { Speed } from './speed.ts';

/** Kinds of processor that differ in how fast integers are, each by the features it needs; the first that fits counts. */
const kinds: Readonly<Record<string, readonly (readonly string[])[]>> = {
  x64: [['avx512_vnni'], ['avx_vnni']],
  arm64: [['i8mm'], ['asimddp']],
};
/** What is hardly faster is not worth other features. */
const leastGain = 1.1;
/** What the agent runs with unless it is told otherwise. */
const usualThreads = 2;

/** The kind of processor that a measurement on this one speaks for. */
function kindOf({ arch, features }: Processor): Pick<VariantProcessor, 'arch' | 'features'> {
  const fitting = kinds[arch]?.find((kind) => kind.every((feature) => features.has(feature)));
  return { arch, features: [...(fitting ?? [])] };
}

/**
 * What a manifest is to say of the processors a variant is chosen on, after it was timed on this one. It is chosen where it
 * was faster with every number of threads; what is only stored in smaller numbers computes as float32 does, and never is.
 *
 * @param variant what it says now; other kinds of processor stay in it.
 */
export function withMeasured(
  variant: Pick<BackboneVariant, 'precision' | 'processors'>,
  processor: Processor,
  speeds: readonly Speed[],
  rounds: number,
  cores: number,
): VariantProcessor[] {
  const { precision, processors: before } = variant;
  const kind = kindOf(processor);
  const isSame = ({ arch, features }: VariantProcessor) =>
    arch === kind.arch && features.join() === kind.features.join();
  const others = before.filter((entry) => !isSame(entry));
  const gain = speeds.find(({ threads }) => threads === usualThreads) ?? speeds[0];
  const isFaster = speeds.every(({ faster }) => faster >= leastGain);
  if (!gain || !isFaster || precision !== 'int8') return others;
  const how = `${processor.name}, ${cores} cores, ${gain.threads} threads; median of ${rounds} rounds in turns with float32`;
  return [...others, { ...kind, faster: gain.faster, how }];
}
