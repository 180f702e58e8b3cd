import { useEffect, useState } from 'react';

/** How many tiles stand side by side and below each other. */
export interface ScreenRoom {
  readonly columns: number;
  readonly rows: number;
  /** The window's, in CSS pixels. */
  readonly height: number;
}

/** The least that can be read from two metres, in CSS pixels, and what head and alerts take. */
const tile = { width: 300, height: 170 };
const taken = { width: 340, height: 120 };

/** The room of the window, kept up to date. */
export function useScreenRoom(): ScreenRoom {
  const [room, setRoom] = useState(roomNow);
  useEffect(() => {
    const measure = () => setRoom(roomNow());
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, []);
  return room;
}

function roomNow(): ScreenRoom {
  return {
    columns: Math.max(1, Math.floor((innerWidth - taken.width) / tile.width)),
    rows: Math.max(1, Math.floor((innerHeight - taken.height) / tile.height)),
    height: innerHeight,
  };
}

/** How high the score lines are when the tiles stand in so many rows, in CSS pixels. */
export function plotHeight({ height }: ScreenRoom, rows: number): number {
  const aroundPlot = 112;
  return Math.round(Math.min(320, Math.max(40, (height - taken.height) / rows - aroundPlot)));
}
