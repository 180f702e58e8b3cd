/** Tasks of Label Studio in one request, and characters of their JSON. */
const most = { tasks: 1000, characters: 2_000_000 } as const;

/** The tasks of a file that Label Studio exported; undefined when it is none. */
export function studioTasks(text: string): readonly unknown[] | undefined {
  try {
    const tasks: unknown = JSON.parse(text);
    return Array.isArray(tasks) ? tasks : undefined;
  } catch {
    return undefined;
  }
}

/** Divides tasks into as many requests as they need. */
export function studioParts(tasks: readonly unknown[]): readonly (readonly unknown[])[] {
  const parts: unknown[][] = [];
  let size = 0;
  for (const task of tasks) {
    const { length } = JSON.stringify(task);
    const last = parts.at(-1);
    const fits = last && last.length < most.tasks && size + length <= most.characters;
    if (fits) last.push(task);
    else parts.push([task]);
    size = fits ? size + length : length;
  }
  return parts;
}
