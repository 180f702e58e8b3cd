import { forgetPlotColours } from '../plots/plot-colours.ts';
import { recall, remember } from './remembered.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'splitsight.theme';

/** The theme chosen on this machine; `auto` follows the system. */
export function storedTheme(): Theme {
  const stored = recall(key);
  return themes.find((theme) => theme === stored) ?? 'auto';
}

/** Shows the page in `theme` and remembers the choice. */
export function chooseTheme(theme: Theme): void {
  remember(key, theme);
  applyTheme(theme);
}

/** Shows the page in `theme`. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  forgetPlotColours();
}

/** Tells the plots when the system changes between light and dark. */
export function watchSystemTheme(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', forgetPlotColours);
}

/** The theme after this one, for a button that goes round. */
export function nextTheme(theme: Theme): Theme {
  return themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
}
