import { describe, expect, it } from 'vitest';
import { createDrawLoop, type Drawable } from './draw-loop.ts';

/** Frames by hand: `cost` is how long each drawing takes. */
function createStage(cost: number) {
  const frames = new Map<number, () => void>();
  const drawn: string[] = [];
  let next = 1;
  let time = 0;
  const loop = createDrawLoop({
    requestFrame(callback) {
      frames.set(next, callback);
      return next++;
    },
    cancelFrame: (frame) => frames.delete(frame),
    now: () => time,
  });
  const drawable = (name: string, changed = true): Drawable => ({
    draw() {
      if (!changed) return false;
      time += cost;
      drawn.push(name);
      return true;
    },
  });
  const frame = () => {
    const [due] = frames;
    if (!due) return;
    frames.delete(due[0]);
    due[1]();
  };
  return { loop, drawable, drawn, frame, pending: () => frames.size };
}

describe('the draw loop', () => {
  it('asks for frames only while something is visible', () => {
    const { loop, drawable, drawn, frame, pending } = createStage(0);
    const plot = drawable('a');
    loop.add(plot);
    expect(pending()).toBe(0);
    loop.setVisible(plot, true);
    frame();
    expect([drawn, pending()]).toEqual([['a'], 1]);
    loop.setVisible(plot, false);
    expect(pending()).toBe(0);
  });

  it('draws what is visible, and of that what has changed', () => {
    const { loop, drawable, drawn, frame } = createStage(0);
    const [seen, hidden, same] = [drawable('seen'), drawable('hidden'), drawable('same', false)];
    for (const plot of [seen, hidden, same]) loop.add(plot);
    loop.setVisible(seen, true);
    loop.setVisible(same, true);
    frame();
    expect(drawn).toEqual(['seen']);
  });

  it('leaves to the next frame what does not fit into this one, and starves nothing', () => {
    const { loop, drawable, drawn, frame } = createStage(3);
    for (const name of ['a', 'b', 'c']) {
      const plot = drawable(name);
      loop.add(plot);
      loop.setVisible(plot, true);
    }
    frame();
    expect(drawn).toEqual(['a', 'b']);
    frame();
    expect(drawn).toEqual(['a', 'b', 'c', 'a']);
  });

  it('forgets what is removed', () => {
    const { loop, drawable, drawn, frame, pending } = createStage(0);
    const plot = drawable('a');
    loop.add(plot);
    loop.setVisible(plot, true);
    loop.remove(plot);
    loop.setVisible(plot, true);
    frame();
    expect([drawn, pending()]).toEqual([[], 0]);
  });
});
