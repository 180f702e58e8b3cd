import { createPlural } from '../plural.ts';

/** 1 камера, 2 камеры, 5 камер, 1,5 камеры. */
interface RussianForms {
  readonly one: string;
  readonly few: string;
  readonly many: string;
  readonly other: string;
}

export const { word, counted } = createPlural<RussianForms>('ru-RU');
