import { type PageEntry, pages } from '../pages.ts';

/** The page that an address names; undefined when none does. */
export function pageAt(path: string): PageEntry | undefined {
  return pages.find((page) => matches(page.path, path));
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.replace(/(.)\/$/, '$1').split('/');
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith(':') || part === given[index]);
}
