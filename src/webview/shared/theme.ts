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
    blue: get('charts-blue'), yellow: get('charts-yellow'), red: get('charts-red'), green: get('charts-green'), orange: get('charts-orange'), purple: get('charts-purple'),
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
