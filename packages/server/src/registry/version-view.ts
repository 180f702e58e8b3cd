import { parseHeadManifest } from '@splitsight/inference';
import { type HeadVersionView, parseHeadName } from '@splitsight/wire';
import { type HeadRecord, type HeadVersion, sitesOf, versionState } from './state.ts';

/** The versions of a head as pages and programs see them, the newest first. */
export function versionViews(record: HeadRecord): HeadVersionView[] {
  return record.versions.map((one) => versionView(record, one)).reverse();
}

function versionView(record: HeadRecord, one: HeadVersion): HeadVersionView {
  const { head, version, sha256, source, addedAt, addedBy, why } = one;
  const { fingerprint, codec, classes, positive, figures } = parseHeadManifest(one.manifest, `${head} ${version}`);
  return {
    head: parseHeadName(head),
    version,
    state: versionState(record, version),
    live_at: [...sitesOf(record.roles, 'live', version)],
    shadow_at: [...sitesOf(record.roles, 'shadow', version)],
    source,
    added_at: addedAt,
    added_by: addedBy,
    why,
    sha256,
    fingerprint,
    codec,
    classes,
    positive,
    figures: figures.map((figure) => ({ ...figure })),
  };
}
