import type { EgressKind, EgressRow } from '@splitsight/wire';

const dayLength = 86_400_000;

/** Every day from one to another, `2026-11-22`. */
export function daysBetween(from: string, to: string): readonly string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to) && days.length < 400; at += dayLength)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** How many pictures, and how many bytes of everything. */
export function sumOf(rows: readonly EgressRow[]): { readonly pictures: number; readonly bytes: number } {
  return rows.reduce(
    (sum, { kind, messages, bytes }) => ({
      pictures: sum.pictures + (kind === 'pictures' ? messages : 0),
      bytes: sum.bytes + bytes,
    }),
    { pictures: 0, bytes: 0 },
  );
}

/** The bytes of a day by kind, those of the day before it on top of each other: where each begins and how high it is. */
export function stackOf(
  rows: readonly EgressRow[],
  day: string,
  kinds: readonly EgressKind[],
): readonly { readonly kind: EgressKind; readonly from: number; readonly bytes: number }[] {
  let from = 0;
  return kinds.map((kind) => {
    const bytes = rows.find((row) => row.day === day && row.kind === kind)?.bytes ?? 0;
    from += bytes;
    return { kind, from: from - bytes, bytes };
  });
}
