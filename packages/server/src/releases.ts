/** What must be undone, last first. */
export interface Releases {
  add(release: () => unknown): void;
  /** Undoes everything once. What fails does not keep the others from it; the first failure is thrown at the end. */
  run(): Promise<void>;
}

export function createReleases(): Releases {
  const pending: (() => unknown)[] = [];
  return {
    add: (release) => void pending.push(release),
    async run() {
      const failures: unknown[] = [];
      for (let release = pending.pop(); release; release = pending.pop()) {
        try {
          await release();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
