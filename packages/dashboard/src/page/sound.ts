import { recall, remember } from './remembered.ts';

/** Whether alerts can be heard; `blocked` until the browser has seen a click or a key. */
export type SoundState = 'off' | 'on' | 'blocked';

/** The alert sound of this page. */
export interface Sound {
  state(): SoundState;
  subscribe(listener: () => void): () => void;
  /** Off and on, remembered on this machine. Turned on, it is heard once. */
  toggle(): void;
  /** Two short notes, if the sound is on. */
  play(): void;
}

const key = 'splitsight.sound';
const notes = [
  { at: 0, hertz: 660 },
  { at: 0.18, hertz: 880 },
];

export function createSound(): Sound {
  const listeners = new Set<() => void>();
  let context: AudioContext | undefined;

  const notify = () => {
    for (const listener of listeners) listener();
  };
  const turnOn = () => {
    const opened = new AudioContext();
    opened.addEventListener('statechange', notify);
    context = opened;
    return opened;
  };
  const state = (): SoundState => {
    if (!context) return 'off';
    return context.state === 'running' ? 'on' : 'blocked';
  };
  const play = () => {
    if (context?.state !== 'running') return;
    for (const note of notes) playNote(context, note.at, note.hertz);
  };
  // Browsers let a page be heard only after somebody has touched it.
  const wake = () => {
    if (context?.state === 'suspended') void context.resume();
  };
  document.addEventListener('pointerdown', wake);
  document.addEventListener('keydown', wake);
  if (recall(key) === 'on') turnOn();

  return {
    state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    toggle() {
      if (context) {
        void context.close();
        context = undefined;
      } else {
        void turnOn().resume().then(play);
      }
      remember(key, context ? 'on' : 'off');
      notify();
    },
    play,
  };
}

function playNote(context: AudioContext, after: number, hertz: number): void {
  const begin = context.currentTime + after;
  const tone = new OscillatorNode(context, { type: 'sine', frequency: hertz });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, begin);
  volume.gain.linearRampToValueAtTime(0.25, begin + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.4);
  tone.connect(volume).connect(context.destination);
  tone.start(begin);
  tone.stop(begin + 0.45);
}
