/** The editor's theme as the canvases need it, read from VS Code's CSS variables. */

export interface Theme {
  dark: boolean;
  highContrast: boolean;
  background: string;
  foreground: string;
  /** Axis labels and other secondary words. */
  muted: string;
  grid: string;
  border: string;
  focus: string;
  error: string;
  warning: string;
  info: string;
  /** Lines of plots, told apart in this order. */
  lines: readonly string[];
  /** NaN and infinities, and nothing else. */
  nonFinite: string;
  /** For canvas text. */
  font: string;
}

export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const read = (name: string, fallback: string): string => style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const classes = document.body.classList;
  const highContrast = classes.contains('vscode-high-contrast') || classes.contains('vscode-high-contrast-light');
  // VS Code gives the light high contrast theme both classes.
  const light = classes.contains('vscode-light') || classes.contains('vscode-high-contrast-light');
  const dark = !light;
  const foreground = read('foreground', dark ? '#cccccc' : '#3b3b3b');
  const border = highContrast
    ? read('contrastBorder', foreground)
    : read('panel-border', dark ? '#2b2b2b' : '#e5e5e5');
  return {
    dark,
    highContrast,
    background: read('editor-background', dark ? '#1f1f1f' : '#ffffff'),
    foreground,
    muted: highContrast ? foreground : read('descriptionForeground', dark ? '#9d9d9d' : '#666666'),
    grid: highContrast ? 'rgba(128,128,128,0.5)' : dark ? 'rgba(255,255,255,0.08)' : 'rgba(0,0,0,0.08)',
    border,
    focus: read('focusBorder', '#0078d4'),
    error: read('problemsErrorIcon-foreground', '#f14c4c'),
    warning: read('problemsWarningIcon-foreground', '#cca700'),
    info: read('problemsInfoIcon-foreground', '#3794ff'),
    lines: [
      read('charts-blue', '#3794ff'),
      // Half transparent in VS Code's own themes: a thin line would hardly be seen.
      opaque(read('charts-orange', '#d18616')),
      read('charts-green', '#89d185'),
      read('charts-purple', '#b180d7'),
    ],
    nonFinite: style.getPropertyValue('--gradient-non-finite').trim(),
    font: `11px ${read('font-family', 'system-ui, sans-serif')}`,
  };
}

/** "#d18616" of "#d186167e", "rgb(234, 92, 0)" of "rgba(234, 92, 0, 0.33)". */
function opaque(color: string): string {
  if (/^#[\da-f]{8}$/i.test(color)) return color.slice(0, 7);
  return color.replace(/^rgba\(([^,]+,[^,]+,[^,]+),[^,]+\)$/, 'rgb($1)');
}

/** VS Code changes the body's classes and the root's style when the user picks another theme. */
export function onThemeChange(listener: () => void): MutationObserver {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  return observer;
}

/** Of an earlier run behind the one that is shown. */
export function ghostColor({ dark }: Theme): string {
  return dark ? 'rgba(255,255,255,0.35)' : 'rgba(0,0,0,0.35)';
}
