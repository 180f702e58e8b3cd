import { createPlural } from '../plural.ts';

interface EnglishForms {
  readonly one: string;
  readonly other: string;
}

export const { word, counted } = createPlural<EnglishForms>('en-GB');
