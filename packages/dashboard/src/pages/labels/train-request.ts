/** What the form of a training has. */
export interface TrainDraft {
  readonly head: string;
  /** The class that alerts; empty: the one named like the head. */
  readonly alerting: string;
  readonly model: 'linear' | 'mlp';
  readonly hidden: number;
  readonly optimizer: 'lbfgs' | 'sgd';
  readonly seed: number;
  readonly why: string;
}

/** A form as it is opened: the head is called like the label that is likely to alert. */
export function newTraining(labels: readonly string[]): TrainDraft {
  const head = labels.find((label) => !ordinary.has(label)) ?? '';
  return { head, alerting: '', model: 'linear', hidden: 64, optimizer: 'lbfgs', seed: 1, why: '' };
}

/** Labels of what is always there. */
const ordinary = new Set(['background', 'empty', 'negative', 'no', 'none', 'normal', 'nothing', 'other']);

/** The body of the request; only what the form has: the server knows the rest. */
export function trainRequest(dataset: string, { head, alerting, model, hidden, optimizer, seed, why }: TrainDraft) {
  return {
    dataset,
    head,
    ...(alerting !== '' && { alerting }),
    model: model === 'mlp' ? { kind: model, hidden } : { kind: model },
    optimizer: { kind: optimizer },
    seed,
    why,
  };
}
