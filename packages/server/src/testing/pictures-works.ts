import { sleep } from '@splitsight/kernel';
import { picturesWork } from '../datasets/pictures-work.ts';
import type { Works } from '../jobs/work.ts';

/** In place of the server's works: makes all vectors of pictures, and then dies, or waits until it is killed. */
export const works: Works = {
  'dataset-pictures': async () => async (params, context) => {
    const found = await picturesWork(params, context);
    context.progress({ done: 1, of: 1, note: 'everything is made', point: { made: 1 } });
    if ((params as { label: string }).label === 'dies') process.kill(process.pid, 'SIGKILL');
    await sleep(600_000, context.signal);
    return found;
  },
};
