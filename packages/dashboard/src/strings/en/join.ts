import type { CameraProblemCode } from '../../camera/media.ts';
import { counted } from './plural.ts';

/** Join as a camera. */
export const join = {
  help: 'This device becomes a camera of a site. The model runs here; only features are sent, no pictures.',
  site: 'Site',
  newSite: 'another site…',
  siteName: 'Name of the site',
  name: 'Name of the camera',
  id: 'Id of the camera',
  idHelp: 'Small letters, digits, - and _. It stands in topics and addresses.',
  idWrong: 'Use 1 to 63 small letters, digits, - and _, beginning with a letter or digit.',
  idTaken: 'A camera of this id is online at the site. Choose another id.',
  facing: 'Which camera of a phone',
  facings: { environment: 'the one at the back', user: 'the one at the front' },
  start: 'Start the camera',
  stop: 'Stop',
  asking: 'Allow the camera when the browser asks…',
  stopping: 'Leaving…',
  preview: 'What this camera sees; it is shown on this device only',
  stays:
    'The camera works as long as this page is open and can be seen. The screen is kept on where the browser allows it.',
  hidden: 'This page was hidden, so no pictures were taken and the camera was offline. It is working again.',
  state: {
    online: 'Online',
    offline: 'Not connected to the server; trying again',
    disabled: 'Switched off at the server',
  },
  seeLive: 'See it on the live page, in a new tab',
  framesIn: 'pictures a second',
  framesOut: 'messages a second',
  sent: 'sent',
  messages: (count: number) => counted(count, { one: 'message', other: 'messages' }),
  dropped: 'left out',
  drops: { gaze: 'nothing new', busy: 'a newer one came', model: 'the model failed', link: 'no connection' },
  stages: {
    motion: 'seeing motion',
    wait: 'waiting',
    crop: 'scaling',
    infer: 'model',
    publish: 'to the server and back',
    total: 'from capture to the server',
  },
  stagesTitle: 'Time a picture takes',
  noHeads: 'No live head takes what this model makes: the server would only store it.',
  problems: {
    insecure:
      'Browsers give the camera only to pages that came over https, or from this very machine. Open this page by https:// (docs/browser.md says how to set that up).',
    unsupported: 'This browser is too old to join as a camera.',
    denied: 'The browser may not use the camera. Allow it in the settings of the site, then start again.',
    'no-camera': 'No camera was found at this device.',
    'in-use': 'The camera cannot be started; another program may be using it.',
    ended: 'The camera was taken away: unplugged, or its permission was withdrawn.',
    other: 'The camera could not be started.',
  } satisfies Record<CameraProblemCode, string>,
};
