import { hex8Pattern, idPattern } from '@splitsight/wire';
import type { ItemOrigin } from './data-set.ts';
import { trainingError } from './errors.ts';

/** No control characters, so that a name is one line in any list; longer ones are no names. */
const namePattern = /^[^\p{Cc}]{1,500}$/u;
const picturePattern = /^picture:(.+)#(\d{1,4})$/s;
const wholePattern = /^\d{1,15}$/;

/**
 * The text form of an origin: `vector:<site>/<camera>/<boot id>/<sequence>/<region>` or `picture:<name>#<view>`. Different
 * origins have different texts.
 */
export function encodeOrigin(origin: ItemOrigin): string {
  if (origin.kind === 'picture') return `picture:${origin.name}#${origin.view}`;
  const { site, camera, bootId, sequence, region } = origin;
  return `vector:${site}/${camera}/${bootId}/${sequence}/${region}`;
}

/** Reads what {@link encodeOrigin} wrote. @throws CodedError DATASET_ORIGIN */
export function parseOrigin(text: string): ItemOrigin {
  const origin = text.startsWith('vector:') ? vectorOrigin(text.slice('vector:'.length)) : pictureOrigin(text);
  if (!origin) throw trainingError('DATASET_ORIGIN', JSON.stringify(text.slice(0, 100)));
  return origin;
}

function pictureOrigin(text: string): ItemOrigin | undefined {
  const [, name = '', view = ''] = picturePattern.exec(text) ?? [];
  return namePattern.test(name) ? { kind: 'picture', name, view: Number(view) } : undefined;
}

function vectorOrigin(text: string): ItemOrigin | undefined {
  const [site = '', camera = '', bootId = '', sequence = '', region = '', ...rest] = text.split('/');
  const isOne =
    rest.length === 0 &&
    [site, camera].every((id) => idPattern.test(id)) &&
    hex8Pattern.test(bootId) &&
    [sequence, region].every((number) => wholePattern.test(number));
  return isOne
    ? { kind: 'vector', site, camera, bootId, sequence: Number(sequence), region: Number(region) }
    : undefined;
}
