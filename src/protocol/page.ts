/** What the page shows when it is not a trajectory. */
export type PageView = 'diff' | 'runs' | 'group' | 'across';

/** What a webview page is made of; every value comes from the host, none from a log. */
export interface PageParts {
  readonly title: string;
  readonly view?: PageView;
  /** Random per page: unpredictable, letters and digits. */
  readonly nonce: string;
  /** `webview.cspSource` */
  readonly source: string;
  /** Address of the bundle, `webview.asWebviewUri(…)`. */
  readonly script: string;
}

/** The strict policy of every page: scripts and styles by nonce, pictures from data, nothing else. */
export const pagePolicy = ({ nonce, source }: Pick<PageParts, 'nonce' | 'source'>): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}' ${source}`,
    `img-src data: blob: ${source}`,
    `font-src ${source}`,
  ].join('; ');

/**
 * The whole HTML of a webview: it carries no log text, the bundle builds the rest. The `csp-nonce` property is read by
 * the toolkit.
 */
export const webviewPage = (parts: PageParts): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<meta http-equiv="Content-Security-Policy" content="${entities(pagePolicy(parts))}">
<meta property="csp-nonce" content="${entities(parts.nonce)}">
${
  parts.view
    ? `<meta property="rollout-lens-view" content="${parts.view}">
`
    : ''
}<title>${entities(parts.title)}</title>
</head>
<body>
<script type="module" nonce="${entities(parts.nonce)}" src="${entities(parts.script)}"></script>
</body>
</html>
`;

const entities = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
