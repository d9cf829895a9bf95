/** Colours of the theme for canvases, which know no CSS variables. */
export interface Palette {
  text: string; dim: string; line: string; band: string; background: string; font: string;
  blue: string; yellow: string; red: string; green: string; orange: string; purple: string;
}

export function palette(): Palette {
  const style = getComputedStyle(document.body);
  const get = (...names: string[]): string => names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ?? style.color;
  return {
    text: get('foreground'), dim: get('descriptionForeground', 'foreground'), line: get('panel-border', 'contrastBorder', 'charts-lines'),
    band: get('list-inactiveSelectionBackground', 'editor-selectionBackground', 'panel-border'), background: get('editor-background'),
    font: `11px ${get('font-family')}`,
    blue: get('charts-blue'), yellow: get('charts-yellow'), red: get('charts-red'), green: get('charts-green'), orange: seen(get('charts-orange'), get('editor-background')) ?? get('symbolIcon-classForeground', 'charts-orange'), purple: get('charts-purple'),
  };
}

export const highContrast = (): boolean => /vscode-high-contrast/.test(document.body.className);

/** Calls back when the theme changes. */
export function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return () => { observer.disconnect(); };
}

/** The colour where it stands out from the background by 3 : 1; some themes give a chart colour that is made to lie behind text. */
function seen(color: string, background: string): string | undefined {
  const [front, back] = [channels(color), channels(background)];
  if (!front || !back) return color;
  const mixed = front.map((c, i) => i < 3 ? c * (front[3] ?? 1) + (back[i] ?? 0) * (1 - (front[3] ?? 1)) : 1), [a, b] = [luminance(mixed), luminance(back)];
  return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) >= 3 ? color : undefined;
}

/** Red, green, blue and alpha as shares, undefined for what is no `#rrggbb` or `rgb(…)`. */
function channels(color: string): number[] | undefined {
  const hex = /^#([\da-f]{6})([\da-f]{2})?$/i.exec(color);
  if (hex) return [0, 2, 4].map((at) => parseInt(hex[1]?.slice(at, at + 2) ?? '', 16) / 255).concat(hex[2] ? parseInt(hex[2], 16) / 255 : 1);
  const parts = /^rgba?\(([^)]+)\)$/.exec(color)?.[1]?.split(/[ ,/]+/).map(Number);
  return parts && parts.length >= 3 && !parts.some(Number.isNaN) ? [...parts.slice(0, 3).map((c) => c / 255), parts[3] ?? 1] : undefined;
}

const luminance = (color: readonly number[]): number => [.2126, .7152, .0722].reduce((sum, weight, i) => { const c = color[i] ?? 0; return sum + weight * (c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4); }, 0);
