import type { CameraId, SiteId } from '@splitsight/wire';

/** What a request may need: to look, to work with alerts, rules and heads, or to change who and what the server is. */
export type Right = 'view' | 'operate' | 'administer';

/** Who asks. */
export interface Principal {
  /** `local` is whoever reaches a server that asks for no login. */
  readonly kind: 'local' | 'user' | 'token';
  /** As lists, audits and `by` fields name them. */
  readonly name: string;
  may(right: Right): boolean;
  /** Whether a camera is theirs to see; without one, whether anything of the site is. */
  sees(site: SiteId, camera?: CameraId): boolean;
  /** Whether everything is theirs to see: what concerns no single site or camera is shown to these alone. */
  readonly seesAll: boolean;
}

/** Whoever can reach a server that asks for no login: everything is theirs. */
export const localAdmin: Principal = {
  kind: 'local',
  name: 'local',
  may: () => true,
  sees: () => true,
  seesAll: true,
};
