import { type BackboneManifest, codecsOf, fingerprintsOf, type Head, openHead } from '@splitsight/inference';
import { codecBytes, type HeadName, parseHeadName } from '@splitsight/wire';
import { type AlertRule, resolveRule } from '../alert/rule.ts';
import type { RuleConfig } from '../config/rule.ts';
import type { ServerConfig } from '../config/schema.ts';
import { serverError } from '../errors.ts';
import type { VectorKind } from '../flow.ts';

/** A head at work: its model, what to call it, and the rule that turns its scores into alerts. */
export interface ScoringHead {
  readonly name: HeadName;
  /** As registered, or as its manifest says where nothing is registered. */
  readonly version: string;
  readonly rule: AlertRule;
  readonly manifest: Head['manifest'];
  readonly vectorBytes: number;
  readonly score: Head['score'];
  readonly patch5: Head['patch5'];
  readonly close: Head['close'];
}

/** What a head is called and what its rule is in place of what its manifest says. */
export interface HeadGiven {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly rule: RuleConfig;
}

/** Opens the head of a folder. @throws CodedError RULE_CONTRADICTION and those of openHead; nothing is left open then. */
export async function openScoringHead(folder: string, given: HeadGiven): Promise<ScoringHead> {
  const head = await openHead(folder, { threads: 1 });
  try {
    const name = parseHeadName(given.name ?? head.manifest.name);
    return {
      name,
      version: given.version ?? head.manifest.version,
      rule: resolveRule(name, given.rule, head.manifest.rule),
      manifest: head.manifest,
      vectorBytes: head.vectorBytes,
      score: (vectors, count) => head.score(vectors, count),
      patch5: head.patch5,
      close: () => head.close(),
    };
  } catch (error) {
    await head.close();
    throw error;
  }
}

/**
 * Opens the heads of folders.
 *
 * @throws CodedError HEAD_TWICE, RULE_CONTRADICTION, and those of openHead; no head is left open then.
 */
export async function openHeads(configs: ServerConfig['heads']): Promise<readonly ScoringHead[]> {
  const heads: ScoringHead[] = [];
  try {
    for (const { model, name, rule } of configs) heads.push(await openScoringHead(model, { name, rule }));
    requireDistinct(heads.map((head) => head.name));
    return heads;
  } catch (error) {
    await closeHeads(heads);
    throw error;
  }
}

/** @throws CodedError HEAD_TWICE */
export function requireDistinct(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw serverError('HEAD_TWICE', twice);
}

export async function closeHeads(heads: readonly Pick<Head, 'close'>[]): Promise<void> {
  await Promise.all(heads.map((head) => head.close()));
}

/** The kinds of vector that heads read. */
export function kindsOfHeads(heads: readonly Pick<ScoringHead, 'manifest' | 'vectorBytes'>[]): readonly VectorKind[] {
  return heads.flatMap(({ manifest, vectorBytes }) =>
    fingerprintsOf(manifest).map((fingerprint) => ({ fingerprint, codec: manifest.codec, vectorBytes })),
  );
}

/** The kinds of vector that a backbone and its variants make. */
export function kindsOfBackbone(manifest: BackboneManifest): readonly VectorKind[] {
  const { fingerprint, variants = [], dims } = manifest;
  const fingerprints = [fingerprint, ...variants.map((variant) => variant.fingerprint)];
  return fingerprints.flatMap((made) =>
    codecsOf(manifest).map((codec) => ({ fingerprint: made, codec, vectorBytes: codecBytes(codec, dims) })),
  );
}

/** Each kind once. */
export function distinctKinds(kinds: readonly VectorKind[]): readonly VectorKind[] {
  return kinds.filter(
    ({ fingerprint, codec }, index) =>
      kinds.findIndex((kind) => kind.fingerprint === fingerprint && kind.codec === codec) === index,
  );
}

/** Whether a head reads vectors of a kind. */
export function reads({ manifest }: Pick<ScoringHead, 'manifest'>, kind: VectorKind): boolean {
  const { codec, dims } = manifest;
  const isCodec = codec === kind.codec && codecBytes(codec, dims) === kind.vectorBytes;
  return isCodec && fingerprintsOf(manifest).includes(kind.fingerprint);
}
