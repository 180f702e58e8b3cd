import fastifyMultipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { DataSets } from '../datasets/data-sets.ts';
import type { KnownBackbones } from '../datasets/known-backbones.ts';
import { choosePictureMaker, picturesJob } from '../datasets/pictures-job.ts';
import { picturesSchema } from '../datasets/schemas.ts';
import { type SentFile, type Uploads, uploadLimits } from '../datasets/uploads.ts';
import { serverError } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { dataSetPath, startedAnswerSchema } from './dataset-api.ts';
import type { RouteGroup } from './http.ts';
import { addRoute, errorAnswerSchema } from './route.ts';

export interface PictureSources {
  readonly sets: DataSets;
  readonly backbones: KnownBackbones;
  readonly uploads: Uploads;
  readonly jobs: Jobs;
}

/** Pictures that become items of data sets. */
export function dataSetPictureRoutes({ sets, backbones, uploads, jobs }: PictureSources): RouteGroup {
  return (app) => {
    app.register(async (scope) => {
      await scope.register(fastifyMultipart, {
        limits: { files: uploadLimits.pictures, fileSize: uploadLimits.pictureBytes, fields: 0, headerPairs: 20 },
        throwFileSizeLimit: false,
      });
      addRoute(scope, {
        method: 'POST',
        right: 'operate',
        url: '/api/v1/datasets/:name/pictures',
        isLarge: true,
        summary:
          'Pictures with a label, as multipart/form-data: a job runs them through a backbone of the configuration; all are added, or none. No picture is kept',
        path: dataSetPath,
        query: picturesSchema,
        isUpload: true,
        answer: startedAnswerSchema,
        status: 202,
        others: { 404: errorAnswerSchema, 413: errorAnswerSchema, 429: errorAnswerSchema, 507: errorAnswerSchema },
        async handle({ path: { name }, query: { label, existing, ...asked }, who }, { request }) {
          const set = sets.get(name);
          const maker = choosePictureMaker(set, { label, ...asked }, backbones);
          const by = who.kind === 'local' ? (asked.by ?? who.name) : who.name;
          const upload = await uploads.receive(filesOf(request));
          try {
            const params = { dataset: name, dataset_id: set.id, label, existing, ...maker, by, upload };
            return { job: jobs.start(picturesJob, params, by) };
          } catch (error) {
            uploads.remove(upload);
            throw error;
          }
        },
      });
    });
  };
}

/** The files of a request. @throws CodedError DATASET_UPLOAD_LARGE or DATASET_UPLOAD_MANY, and what the library says of what is no form */
async function* filesOf(request: FastifyRequest): AsyncGenerator<SentFile> {
  const bytes = Number(request.headers['content-length'] ?? 0);
  const most = uploadLimits.bytes + 1000 * uploadLimits.pictures;
  if (bytes > most) throw serverError('DATASET_UPLOAD_LARGE', `${bytes} bytes (at most ${uploadLimits.bytes})`);
  try {
    for await (const { filename, file } of request.files()) yield { name: filename, content: file };
  } catch (error) {
    const isMany = error instanceof Error && 'code' in error && error.code === 'FST_FILES_LIMIT';
    if (isMany) throw serverError('DATASET_UPLOAD_MANY', `at most ${uploadLimits.pictures}`, error);
    throw error;
  }
}
