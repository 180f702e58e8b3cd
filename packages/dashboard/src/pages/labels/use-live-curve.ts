import { useMemo, useState } from 'react';
import { useLiveMessages } from '../../live/use-live.ts';
import { type CurvePoint, mergePoints } from './learning-curve.ts';

interface Heard {
  readonly id: number | null;
  readonly points: readonly CurvePoint[];
}

/** As many points as the server keeps of a curve. */
const most = 2000;

/** The points of a job's curve: those that were asked for, and those that are told as they come. */
export function useLiveCurve(id: number | null, asked: readonly CurvePoint[]): readonly CurvePoint[] {
  const [heard, setHeard] = useState<Heard>({ id, points: [] });
  useLiveMessages((message) => {
    if (message.type !== 'job' || message.job.id !== id || message.job.progress?.point == null) return;
    const { point } = message.job.progress;
    setHeard((before) => ({ id, points: [...(before.id === id ? before.points : []), point].slice(-most) }));
  });
  return useMemo(() => mergePoints(asked, heard.id === id ? heard.points : []), [asked, heard, id]);
}
