import { expect, it } from 'vitest';
import { newTraining, trainRequest } from './train-request.ts';

it('a form is opened for the label that is likely to alert', () => {
  expect(newTraining(['empty', 'person']).head).toBe('person');
  expect(newTraining(['normal']).head).toBe('');
});

it('a training is asked for with what the form has', () => {
  const draft = newTraining(['empty', 'person']);
  expect(trainRequest('people', draft)).toEqual({
    ...{ dataset: 'people', head: 'person', seed: 1, why: '' },
    model: { kind: 'linear' },
    optimizer: { kind: 'lbfgs' },
  });
  expect(trainRequest('people', { ...draft, model: 'mlp', alerting: 'empty', optimizer: 'sgd' })).toMatchObject({
    alerting: 'empty',
    model: { kind: 'mlp', hidden: 64 },
    optimizer: { kind: 'sgd' },
  });
});
