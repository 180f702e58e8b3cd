import { z } from 'zod';
import { trainingError } from '../errors.ts';
import type { ItemRecord } from '../item-record.ts';
import { requireLabel } from '../label.ts';

/** What Label Studio's configuration calls the label and what it is put on. */
const control = 'label';
const object = 'item';

/** What a task says of an item; the vector stays here. */
export type LabelledRecord = Omit<ItemRecord, 'vector'>;

/**
 * A task of Label Studio's JSON format: https://labelstud.io/guide/task_format. Its label stands in it as an annotation,
 * so that whoever opens it sees what is known already.
 */
export interface LabelStudioTask {
  readonly data: Readonly<Record<string, string>>;
  readonly annotations: readonly { readonly result: readonly ChoiceResult[] }[];
}

interface ChoiceResult {
  readonly from_name: string;
  readonly to_name: string;
  readonly type: 'choices';
  readonly value: { readonly choices: readonly string[] };
}

/**
 * Makes the task of an item.
 *
 * @param pictureUrl what stands before a picture's name to make the address that Label Studio shows it from; tasks without
 *   it, and those of vectors, show what is known of the item in words.
 */
export function encodeTask(record: LabelledRecord, pictureUrl?: string): LabelStudioTask {
  const { origin, label, camera, captured_at, region, box, group } = record;
  const time = captured_at === null ? null : new Date(captured_at).toISOString();
  const [, picture = null] = /^picture:(.+)#\d+$/s.exec(origin) ?? [];
  const image = picture !== null && pictureUrl !== undefined ? pictureUrl + encodePath(picture) : null;
  const place = [box.x, box.y, box.width, box.height].map((part) => part.toFixed(3)).join(' ');
  const text = picture ?? [camera, time, region, place].filter((part) => part !== null).join(', ');
  const known = { text, splitsight_origin: origin, camera, captured_at: time, region, box: place, group, image };
  const data = Object.fromEntries(
    Object.entries(known).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
  const result: ChoiceResult = { from_name: control, to_name: object, type: 'choices', value: { choices: [label] } };
  return { data, annotations: [{ result: [result] }] };
}

/** Label Studio's labelling configuration for tasks of {@link encodeTask}. @param shows whether all have a picture. */
export function labelStudioConfig(labels: readonly string[], shows: 'pictures' | 'text'): string {
  const shown =
    shows === 'pictures' ? `<Image name="${object}" value="$image"/>` : `<Text name="${object}" value="$text"/>`;
  const choices = labels.map((label) => `    <Choice value="${label}"/>\n`).join('');
  const opening = `<Choices name="${control}" toName="${object}" choice="single" showInline="true">`;
  return `<View>\n  ${shown}\n  ${opening}\n${choices}  </Choices>\n</View>\n`;
}

/** What is read of a task; there is much more in it. */
const taskSchema = z.looseObject({
  data: z.record(z.string(), z.unknown()),
  annotations: z
    .array(
      z.looseObject({
        was_cancelled: z.boolean().nullish(),
        result: z.array(
          z.looseObject({ type: z.string(), value: z.looseObject({ choices: z.array(z.string()).optional() }) }),
        ),
      }),
    )
    .default([]),
});
type Task = z.output<typeof taskSchema>;

/** What people answered in Label Studio. */
export interface LabelStudioAnswers {
  /** One label an origin: that of the last task of it. */
  readonly labels: ReadonlyMap<string, string>;
  /** Tasks without our origin in their data: they were not exported from here. Named by Label Studio's number. */
  readonly foreign: readonly string[];
  /** Origins that nobody answered, or that were skipped. */
  readonly unanswered: readonly string[];
  /** Origins with two answers that differ. */
  readonly disputed: readonly string[];
}

/**
 * Reads what Label Studio exports as "JSON": an array of tasks, of which the choices are taken as labels.
 *
 * @throws CodedError DATASET_FILE, or DATASET_LABEL when a choice cannot be a label; then nothing is taken.
 */
export function parseLabelStudio(value: unknown): LabelStudioAnswers {
  const result = z.array(taskSchema).safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw trainingError('DATASET_FILE', `${issue?.path.join('.') || 'all'}: ${issue?.message}`);
  }
  const labels = new Map<string, string>();
  const [foreign, unanswered, disputed]: [string[], string[], string[]] = [[], [], []];
  result.data.forEach((task, index) => {
    const origin = task.data.splitsight_origin;
    const choices = choicesOf(task);
    if (typeof origin !== 'string') foreign.push(String(task.id ?? index));
    else if (choices.length === 0) unanswered.push(origin);
    else if (choices.length > 1) disputed.push(origin);
    else labels.set(origin, choices[0] ?? '');
  });
  for (const label of labels.values()) requireLabel(label);
  return { labels, foreign, unanswered, disputed };
}

/** The different choices of all annotations that were not skipped. */
function choicesOf({ annotations }: Task): string[] {
  const kept = annotations.filter((annotation) => annotation.was_cancelled !== true);
  const results = kept.flatMap(({ result }) => result.filter(({ type }) => type === 'choices'));
  return [...new Set(results.flatMap(({ value }) => value.choices ?? []))];
}

function encodePath(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}
