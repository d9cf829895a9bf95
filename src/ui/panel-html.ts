export interface PanelPage { nonce: string; cspSource: string; title: string; script: string; style: string }

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** The panel's shell: nothing loads but our script (by nonce) and our style sheet; no inline script, no inline style, no network. */
export function panelHtml({ nonce, cspSource, title, script, style }: PanelPage): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}; font-src ${cspSource}; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="stylesheet" href="${escape(style)}">
</head>
<body>
<script type="module" nonce="${nonce}" src="${escape(script)}"></script>
</body>
</html>
`;
}
