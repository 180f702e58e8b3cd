import { fingerprintsOf, type Head, openHead } from '@splitsight/inference';
import { type HeadName, type HeadView, parseHeadName } from '@splitsight/wire';
import { type AlertRule, resolveRule } from '../alert/rule.ts';
import type { ServerConfig } from '../config/schema.ts';
import { serverError } from '../errors.ts';
import type { VectorKind } from '../flow.ts';

/** A head at work: its model, what to call it, and the rule that turns its scores into alerts. */
export interface ScoringHead {
  readonly name: HeadName;
  readonly rule: AlertRule;
  readonly manifest: Head['manifest'];
  readonly vectorBytes: number;
  readonly score: Head['score'];
  readonly patch5: Head['patch5'];
  readonly close: Head['close'];
}

/**
 * Opens every head of the configuration.
 *
 * @throws CodedError HEAD_TWICE, RULE_CONTRADICTION, and those of openHead; no head is left open then.
 */
export async function openHeads(configs: ServerConfig['heads']): Promise<readonly ScoringHead[]> {
  const opened: Head[] = [];
  try {
    const heads: ScoringHead[] = [];
    for (const { model, name, rule } of configs) {
      const head = await openHead(model, { threads: 1 });
      opened.push(head);
      heads.push(createScoringHead(head, name, rule));
    }
    const names = heads.map((head) => head.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw serverError('HEAD_TWICE', twice);
    return heads;
  } catch (error) {
    await closeHeads(opened);
    throw error;
  }
}

export async function closeHeads(heads: readonly Pick<Head, 'close'>[]): Promise<void> {
  await Promise.all(heads.map((head) => head.close()));
}

function createScoringHead(
  head: Head,
  nameGiven: string | undefined,
  rule: Parameters<typeof resolveRule>[1],
): ScoringHead {
  const name = parseHeadName(nameGiven ?? head.manifest.name);
  return {
    name,
    rule: resolveRule(name, rule, head.manifest.rule),
    manifest: head.manifest,
    vectorBytes: head.vectorBytes,
    score: (vectors, count) => head.score(vectors, count),
    patch5: head.patch5,
    close: () => head.close(),
  };
}

/** The kinds of vector that these heads read, each once. */
export function vectorKinds(heads: readonly ScoringHead[]): readonly VectorKind[] {
  const kinds = heads.flatMap(({ manifest, vectorBytes }) =>
    fingerprintsOf(manifest).map((fingerprint) => ({ fingerprint, codec: manifest.codec, vectorBytes })),
  );
  return kinds.filter(
    ({ fingerprint, codec }, index) =>
      kinds.findIndex((kind) => kind.fingerprint === fingerprint && kind.codec === codec) === index,
  );
}

/** The heads that read vectors of a kind. */
export function readersOf(heads: readonly ScoringHead[], kind: VectorKind): readonly ScoringHead[] {
  return heads.filter(
    ({ manifest }) => manifest.codec === kind.codec && fingerprintsOf(manifest).includes(kind.fingerprint),
  );
}

/** A head as pages and programs see it. */
export function headView({ name, manifest, rule }: ScoringHead): HeadView {
  const { version, classes, fingerprint, codec } = manifest;
  const { threshold, instant, severity } = rule;
  return { name, version, classes, fingerprint, codec, threshold, instant, severity };
}
