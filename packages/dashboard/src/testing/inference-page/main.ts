import '@splitsight/wire/no-eval';
import { defaultGaze } from '@splitsight/vision';
import { type BootId, modelsAnswerSchema, type PrecisionName } from '@splitsight/wire';
import { type ModelChoice, modelChoices } from '../../inference/choice.ts';
import { type Models, openModels } from '../../inference/models.ts';

/** What tests call in the page. Files come in base64, and bytes go out as lists: what crosses to the test is JSON. */
export interface InferencePage {
  /** Opens a backbone of the server's in these numbers. */
  open(backbone: string, precision: PrecisionName): Promise<{ readonly openedIn: number; readonly heads: string[] }>;
  judge(file: string): Promise<{
    readonly width: number;
    readonly height: number;
    readonly feature: number[];
    readonly scores: Readonly<Record<string, readonly number[]>>;
    readonly took: Readonly<Record<string, number>>;
  }>;
  /** Begins a camera and gives it one picture. @returns the bytes of its feature message. */
  look(file: string, bootId: string, capturedAt: number): Promise<number[]>;
}

declare global {
  var inferencePage: InferencePage;
}

let models: Models | undefined;
let choices: readonly ModelChoice[] = [];

const page: InferencePage = {
  async open(backbone, precision) {
    const answer = await fetch('/api/v1/models');
    choices = modelChoices(modelsAnswerSchema.parse(await answer.json()));
    const choice = choices.find((one) => one.backbone.name === backbone && one.variant.precision === precision);
    if (!choice) throw new Error('no such model');
    models?.close();
    models = await openModels(choice, { withHeads: true, codec: 'u8' });
    return { openedIn: models.openedIn, heads: choice.heads.map(({ name }) => name) };
  },
  async judge(file) {
    if (!models) throw new Error('nothing is open');
    const { width, height, feature, heads, took, preview } = await models.judge(blobOf(file));
    preview.close();
    const scores = Object.fromEntries(heads.map(({ head, scores: all }) => [head.name, all]));
    return { width, height, feature: [...feature], scores, took };
  },
  async look(file, bootId, capturedAt) {
    if (!models) throw new Error('nothing is open');
    await models.watch({
      bootId: bootId as BootId,
      codec: 'u8',
      gaze: { ...defaultGaze, regions: ['global', 'tiles'] },
    });
    const { message } = await models.look(await createImageBitmap(blobOf(file)), capturedAt);
    return [...(message ?? [])];
  },
};

globalThis.inferencePage = page;

function blobOf(base64: string): Blob {
  return new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))]);
}
