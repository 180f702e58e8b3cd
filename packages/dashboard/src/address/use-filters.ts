import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { z } from 'zod';

/**
 * A page's filters, kept in its address so that reload, back and a shared link give the same page.
 *
 * `schema` is an object of strings, each with a default; what does not parse takes its default. What equals its default
 * is not written. A change replaces the entry in the browser's history.
 */
export function useFilters<Schema extends z.ZodObject>(
  schema: Schema,
): readonly [z.output<Schema>, (change: Partial<z.input<Schema>>) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const filters = useMemo(() => readFilters(schema, search), [schema, search]);
  const change = useCallback(
    (changed: Partial<z.input<Schema>>) => {
      const text = writeFilters(schema, { ...readFilters(schema, location.search), ...changed });
      navigate(text === '' ? path : `${path}?${text}`, { replace: true });
    },
    [schema, path, navigate],
  );
  return [filters, change];
}

/** The filters that an address names. */
export function readFilters<Schema extends z.ZodObject>(schema: Schema, search: string): z.output<Schema> {
  const given: Record<string, unknown> = Object.fromEntries(new URLSearchParams(search));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  for (const { path } of parsed.error.issues) delete given[String(path[0])];
  return schema.parse(given);
}

/** The query that names these filters, without what equals its default. */
export function writeFilters(schema: z.ZodObject, filters: Readonly<Record<string, unknown>>): string {
  const usual = schema.parse({});
  const search = new URLSearchParams();
  for (const name of Object.keys(schema.shape)) {
    const value = filters[name];
    if (value !== undefined && value !== null && value !== usual[name]) search.set(name, String(value));
  }
  return search.toString();
}
