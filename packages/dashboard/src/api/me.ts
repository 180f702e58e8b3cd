import type { Right } from '../pages.ts';

/** What whoever uses the page may do. Everything, until there are logins. */
export function useMay(): (right: Right) => boolean {
  return () => true;
}
