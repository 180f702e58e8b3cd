import { describe, expect, it } from 'vitest';
import { defaultRule, resolveRule } from './rule.ts';

describe('a rule', () => {
  it('is the default when nobody says anything', () => {
    expect(resolveRule('fire', {})).toEqual(defaultRule);
  });

  it('takes from the configuration first, then from the manifest, then from the defaults', () => {
    const suggestion = { threshold: 0.55, instant: 0.8, k: 2, n: 4, clear: 0.2 };
    expect(resolveRule('fire', { threshold: 0.7, off_delay_s: 3 }, suggestion)).toEqual({
      ...defaultRule,
      ...suggestion,
      threshold: 0.7,
      offDelay: 3000,
    });
  });

  it('stays whole when only one number is given', () => {
    expect(resolveRule('fire', { threshold: 0.95 })).toMatchObject({ threshold: 0.95, instant: 0.95 });
    expect(resolveRule('fire', { threshold: 0.2 })).toMatchObject({ clear: 0.2 });
    expect(resolveRule('fire', { k: 8 })).toMatchObject({ k: 8, n: 8 });
    expect(resolveRule('fire', { n: 1 })).toMatchObject({ k: 1, n: 1 });
  });

  it.each([
    [{ k: 4, n: 3 }, 'k (4) is above n (3)'],
    [{ clear: 0.7, threshold: 0.6 }, 'clear (0.7) is above threshold (0.6)'],
    [{ threshold: 0.8, instant: 0.7 }, 'threshold (0.8) is above instant (0.7)'],
  ])('is refused when it contradicts itself: %o', (config, message) => {
    expect(() => resolveRule('fire', config)).toThrow(message);
  });
});
