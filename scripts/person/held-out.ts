import { openHead } from '@splitsight/inference';
import { type Judgement, judge } from '@splitsight/learn';
import { heldOutPictures } from './packed.ts';
import { vectorsOf } from './rows.ts';

/** Judges a person head on pictures of people and of other things that no part of its training had. */
export async function judgePictures(head: string, backbone: string, backboneData: string): Promise<Judgement> {
  const labels: number[] = [];
  const pictures = async function* () {
    for await (const { person, picture } of heldOutPictures(backboneData)) {
      labels.push(person ? 1 : 0);
      yield picture;
    }
  };
  const vectors = await vectorsOf(pictures(), backbone);
  const { manifest, score, close } = await openHead(head, { threads: 1 });
  const probabilities = await score(Buffer.concat(vectors), vectors.length);
  await close();
  return judge({ probabilities, labels, classes: manifest.classes, positive: manifest.positive });
}
