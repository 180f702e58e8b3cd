import { useCallback, useEffect, useRef, useState } from 'react';
import { type BrowserCamera, type CameraIdentity, openBrowserCamera } from '../../camera/browser-camera.ts';
import { CameraProblem, type Facing, openCamera } from '../../camera/media.ts';
import { keepScreenOn } from '../../camera/wake-lock.ts';
import { codecFor, type ModelChoice } from '../../inference/choice.ts';
import { type Models, openModels } from '../../inference/models.ts';
import { ModelProblem } from '../../inference/problem.ts';
import type { LiveStore } from '../../live/live-store.ts';

export type JoinState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'asking' }
  | { readonly phase: 'loading'; readonly received: number; readonly total: number }
  | { readonly phase: 'running'; readonly camera: BrowserCamera; readonly wasHidden: boolean }
  | { readonly phase: 'stopping' }
  | { readonly phase: 'failed'; readonly problem: CameraProblem | ModelProblem };

export interface JoinWish {
  readonly identity: CameraIdentity;
  readonly facing: Facing;
  readonly choice: ModelChoice;
  readonly topicPrefix: string;
  readonly version: string;
}

export interface Join {
  readonly state: JoinState;
  start(wish: JoinWish): void;
  stop(): void;
}

/** Everything that a joined camera holds. */
interface Held {
  readonly releases: (() => unknown)[];
  isOver: boolean;
}

/** Joins with the device's camera, which plays in `video`, and leaves with the page. */
export function useJoin(video: { readonly current: HTMLVideoElement | null }, store: LiveStore): Join {
  const [state, setState] = useState<JoinState>({ phase: 'idle' });
  const held = useRef<Held | undefined>(undefined);

  const leave = useCallback(async (next: JoinState) => {
    const mine = held.current;
    held.current = undefined;
    if (!mine) return setState(next);
    mine.isOver = true;
    setState({ phase: 'stopping' });
    for (const release of mine.releases.toReversed()) await release();
    if (held.current === undefined) setState(next);
  }, []);

  useEffect(() => {
    const left = () => void leave({ phase: 'idle' });
    // Whoever closes the tab hears the broker say `offline`, unless there is time for a farewell.
    addEventListener('pagehide', left);
    return () => {
      removeEventListener('pagehide', left);
      left();
    };
  }, [leave]);

  const start = async (wish: JoinWish): Promise<void> => {
    const mine: Held = { releases: [], isOver: false };
    held.current = mine;
    try {
      setState({ phase: 'asking' });
      const stream = await openCamera(wish.facing);
      mine.releases.push(() => stopStream(stream));
      if (mine.isOver) return stopStream(stream);
      for (const track of stream.getVideoTracks()) {
        track.addEventListener('ended', () => {
          if (!mine.isOver) void leave({ phase: 'failed', problem: new CameraProblem('ended', track.label) });
        });
      }
      const models = await load(wish, (received, total) => {
        if (!mine.isOver) setState({ phase: 'loading', received, total });
      });
      mine.releases.push(() => models.close());
      if (mine.isOver) return models.close();
      const camera = await openWith(wish, models, await play(video.current, stream));
      mine.releases.push(() => camera.stop());
      if (mine.isOver) return void camera.stop();
      mine.releases.push(
        keepScreenOn(),
        watchHidden(camera, (wasHidden) => setState({ phase: 'running', camera, wasHidden })),
      );
      setState({ phase: 'running', camera, wasHidden: false });
    } catch (error) {
      // What was stopped meanwhile has not failed, and another may have begun.
      if (!mine.isOver) await leave({ phase: 'failed', problem: problemOf(error) });
    }
  };

  const openWith = (wish: JoinWish, models: Models, playing: HTMLVideoElement) =>
    openBrowserCamera({
      ...{ identity: wish.identity, choice: wish.choice, topicPrefix: wish.topicPrefix, version: wish.version },
      models,
      video: playing,
      url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/mqtt`,
      serverNow: store.serverNow,
      onProblem: (problem) => void leave({ phase: 'failed', problem }),
    });

  return { state, start: (wish) => void start(wish), stop: () => void leave({ phase: 'idle' }) };
}

function load({ choice }: JoinWish, onProgress: (received: number, total: number) => void): Promise<Models> {
  onProgress(0, 0);
  return openModels(choice, { withHeads: false, codec: codecFor(choice), onProgress });
}

async function play(video: HTMLVideoElement | null, stream: MediaStream): Promise<HTMLVideoElement> {
  if (!video) throw new CameraProblem('other', 'no place for the video');
  video.srcObject = stream;
  await video.play();
  return video;
}

function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Tells the camera, and afterwards the user, that the page was hidden. @returns what ends it. */
function watchHidden(camera: BrowserCamera, onSeenAgain: (wasHidden: true) => void): () => void {
  const change = () => {
    camera.pause(document.hidden);
    if (!document.hidden) onSeenAgain(true);
  };
  document.addEventListener('visibilitychange', change);
  return () => document.removeEventListener('visibilitychange', change);
}

function problemOf(error: unknown): CameraProblem | ModelProblem {
  if (error instanceof CameraProblem || error instanceof ModelProblem) return error;
  return new CameraProblem('other', String(error), { cause: error });
}
