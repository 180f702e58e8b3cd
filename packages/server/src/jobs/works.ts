import type { Works } from './work.ts';

/** What the server's jobs do in their processes. Their other halves, the kinds, stand beside the parts they belong to. */
export const works: Works = {
  train: async () => (await import('../training/train-work.ts')).trainWork,
  backtest: async () => (await import('../history/backtest-work.ts')).backtestWork,
  recompute: async () => (await import('../history/recompute-work.ts')).recomputeWork,
  monitor: async () => (await import('../monitor/check-work.ts')).checkWork,
  'classify-picture': async () => (await import('../notify/classify-work.ts')).classifyWork,
  'dataset-range': async () => (await import('../datasets/range-work.ts')).rangeWork,
  'dataset-similar': async () => (await import('../datasets/similar-work.ts')).similarWork,
  'dataset-pictures': async () => (await import('../datasets/pictures-work.ts')).picturesWork,
  'dataset-profile': async () => (await import('../datasets/profile-work.ts')).profileWork,
};
