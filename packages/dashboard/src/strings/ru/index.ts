import type { Strings } from '../en/index.ts';
import { camera, wall } from './camera.ts';
import { channels } from './channels.ts';
import { common } from './common.ts';
import { connection } from './connection.ts';
import { errors } from './errors.ts';
import { heads, jobs } from './heads.ts';
import { inference } from './inference.ts';
import { join } from './join.ts';
import { labels } from './labels.ts';
import { live } from './live.ts';
import { nav } from './nav.ts';
import { nodes } from './nodes.ts';
import { people } from './people.ts';
import { pictures } from './pictures.ts';
import { review } from './review.ts';
import { rules } from './rules.ts';
import { settings } from './settings.ts';
import { top } from './top.ts';
import { tryPicture } from './try.ts';

/** Everything the page says, in Russian. */
export const ru: Strings = {
  camera,
  channels,
  common,
  connection,
  errors,
  inference,
  join,
  heads,
  jobs,
  labels,
  live,
  nav,
  nodes,
  people,
  pictures,
  review,
  rules,
  settings,
  top,
  wall,
  tryPicture,
};
