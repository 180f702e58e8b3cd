/** What a canvas needs of the style sheet. */
export interface PlotColours {
  readonly line: string;
  readonly fill: string;
  readonly threshold: string;
  readonly alert: string;
  readonly detection: string;
}

let known: PlotColours | undefined;
let revision = 0;

/** The present theme's colours. The same object comes back until the theme changes. */
export function plotColours(): PlotColours {
  known ??= readColours();
  return known;
}

/** Grows when the theme changes: what was drawn before is out of date. */
export function plotColoursRevision(): number {
  return revision;
}

/** Call when the theme may have changed. */
export function forgetPlotColours(): void {
  known = undefined;
  revision++;
}

/** A custom property holds light-dark(…) as it is written; only a real property of an element resolves it. */
function readColours(): PlotColours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    line: read('--plot-line'),
    fill: read('--plot-fill'),
    threshold: read('--plot-threshold'),
    alert: read('--plot-alert'),
    detection: read('--plot-detection'),
  };
  probe.remove();
  return colours;
}
