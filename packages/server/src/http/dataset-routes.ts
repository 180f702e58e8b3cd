import { decodeItem, encodeItem, encodeTask, parseLabelStudio } from '@splitsight/training';
import type { z } from 'zod';
import { addedView } from '../datasets/added-view.ts';
import type { Changed, Chosen, DataSets, DataSetView } from '../datasets/data-sets.ts';
import type { dataSetViewSchema, itemViewSchema } from '../datasets/schemas.ts';
import type { StoredItem } from '../store/items.ts';
import {
  addItemsAnswerSchema,
  addItemsBody,
  changedAnswerSchema,
  createBody,
  dataSetAnswerSchema,
  dataSetPath,
  dataSetsAnswerSchema,
  goneAnswerSchema,
  itemsAnswerSchema,
  itemsQuery,
  labelStudioAnswerSchema,
  labelStudioBody,
  labelStudioQuery,
  labelStudioTasksSchema,
  relabelBody,
  removeBody,
  renameBody,
} from './dataset-api.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

const root = '/api/v1/datasets';
const unknown = { 404: errorAnswerSchema };
const conflict = { ...unknown, 409: errorAnswerSchema };
const mib = 1024 * 1024;

/** Data sets: what there is, and their items one by one. */
export function dataSetRoutes(sets: DataSets): RouteGroup {
  return (app) => {
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: root,
      summary: 'The data sets',
      answer: dataSetsAnswerSchema,
      handle: () => ({ datasets: sets.list().map(viewOf) }),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: root,
      summary: 'Makes a data set',
      body: createBody,
      answer: dataSetAnswerSchema,
      status: 201,
      others: { 409: errorAnswerSchema },
      handle: ({ body: { name, by } }) => ({ dataset: viewOf(sets.create(name, by)) }),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: `${root}/:name`,
      summary: 'A data set and how many items have each label',
      path: dataSetPath,
      answer: dataSetAnswerSchema,
      others: unknown,
      handle: ({ path: { name } }) => ({ dataset: viewOf(sets.get(name)) }),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: `${root}/:name/rename`,
      summary: 'Gives a data set another name',
      path: dataSetPath,
      body: renameBody,
      answer: dataSetAnswerSchema,
      others: conflict,
      handle: ({ path: { name }, body: { to, by } }) => ({ dataset: viewOf(sets.rename(name, to, by)) }),
    });
    addRoute(app, {
      method: 'DELETE',
      right: 'operate',
      url: `${root}/:name`,
      summary: 'Deletes a data set; trainings that have begun go on',
      path: dataSetPath,
      answer: goneAnswerSchema,
      others: unknown,
      handle({ path: { name } }) {
        sets.remove(name);
        return { deleted: name };
      },
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: `${root}/:name/items`,
      summary: 'The items of a data set, in the order they were added',
      path: dataSetPath,
      query: itemsQuery,
      answer: itemsAnswerSchema,
      others: unknown,
      handle({ path: { name }, query: { vectors, ...query } }) {
        const { page, next_after } = pageOf(sets, name, query);
        return { items: page.map((item) => itemView(item, vectors === 'true')), next_after };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: `${root}/:name/items`,
      isLarge: true,
      summary: 'Adds items with their vectors, all or none',
      path: dataSetPath,
      body: addItemsBody,
      bodyLimit: 8 * mib,
      answer: addItemsAnswerSchema,
      others: conflict,
      handle({ path: { name }, body: { items, ...given } }) {
        const added = sets.add(sets.get(name).id, { ...given, items: items.map(decodeItem) });
        return { ...addedView(added), items: sets.get(name).items };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: `${root}/:name/relabel`,
      summary: 'Gives items another label',
      path: dataSetPath,
      body: relabelBody,
      bodyLimit: 4 * mib,
      answer: changedAnswerSchema,
      others: conflict,
      handle: async ({ path: { name }, body: { label, by, ...which } }) =>
        changedOf(await sets.relabel(name, chosenOf(which), label, by)),
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: `${root}/:name/remove`,
      summary: 'Removes items',
      path: dataSetPath,
      body: removeBody,
      bodyLimit: 4 * mib,
      answer: changedAnswerSchema,
      others: unknown,
      handle: async ({ path: { name }, body: { by, ...which } }) =>
        changedOf(await sets.removeItems(name, chosenOf(which), by)),
    });
    addRoute(app, {
      method: 'GET',
      right: 'view',
      url: `${root}/:name/label-studio`,
      summary: 'The items as tasks of Label Studio, a page at a time',
      path: dataSetPath,
      query: labelStudioQuery,
      answer: labelStudioTasksSchema,
      others: unknown,
      handle({ path: { name }, query: { picture_url, ...query } }) {
        const { page, next_after } = pageOf(sets, name, query);
        const tasks = page.map(({ item }) => encodeTask(encodeItem(item), picture_url));
        return {
          tasks: tasks.map((task) => ({ data: { ...task.data }, annotations: [...task.annotations] })),
          next_after,
        };
      },
    });
    addRoute(app, {
      method: 'POST',
      right: 'operate',
      url: `${root}/:name/label-studio`,
      isLarge: true,
      summary: 'Takes over the choices of tasks that Label Studio has exported',
      path: dataSetPath,
      body: labelStudioBody,
      bodyLimit: 8 * mib,
      answer: labelStudioAnswerSchema,
      others: conflict,
      handle: ({ path: { name }, body: { tasks, by } }) => takeAnswers(sets, name, tasks, by),
    });
  };
}

async function takeAnswers(sets: DataSets, name: string, tasks: readonly unknown[], by: string) {
  const { labels, foreign, unanswered, disputed } = parseLabelStudio(tasks);
  const missing: string[] = [];
  let changed = 0;
  let unchanged = 0;
  for (const label of new Set(labels.values())) {
    const origins = [...labels].filter(([, chosen]) => chosen === label).map(([origin]) => origin);
    const outcome = await sets.relabel(name, { origins }, label, by);
    changed += outcome.changed;
    unchanged += outcome.unchanged;
    missing.push(...outcome.missing);
  }
  return { changed, unchanged, missing, foreign: [...foreign], unanswered: [...unanswered], disputed: [...disputed] };
}

function pageOf(sets: DataSets, name: string, query: Parameters<DataSets['items']>[1]) {
  const rows = sets.items(name, { ...query, limit: query.limit + 1 });
  const page = rows.slice(0, query.limit);
  return { page, next_after: rows.length > page.length ? (page.at(-1)?.id ?? null) : null };
}

function viewOf({
  id: _,
  createdAt,
  createdBy,
  changedAt,
  changedBy,
  ...view
}: DataSetView): z.input<typeof dataSetViewSchema> {
  const times = { created_at: createdAt, created_by: createdBy, changed_at: changedAt, changed_by: changedBy };
  return { ...view, labels: { ...view.labels }, ...times };
}

function itemView({ id, item, addedAt, addedBy }: StoredItem, withVector: boolean): z.input<typeof itemViewSchema> {
  const { vector, ...record } = encodeItem(item);
  return { id, ...record, vector: withVector ? vector : null, added_at: addedAt, added_by: addedBy };
}

function chosenOf({ origins, of_label }: { origins?: string[] | undefined; of_label?: string | undefined }): Chosen {
  return of_label === undefined ? { origins: origins ?? [] } : { label: of_label };
}

function changedOf({ missing, ...counts }: Changed) {
  return { ...counts, missing: [...missing] };
}
