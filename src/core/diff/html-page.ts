/** Log text for an HTML page: nothing in it is read as markup, in text or in an attribute. */
export const htmlText = (text: string): string => text.replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);

/**
 * A page that stands alone: no script, no picture, nothing loaded; the policy in it says so to the browser.
 *
 * @param body markup of our own, log text in it already escaped
 */
export const htmlPage = (title: string, body: string): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${htmlText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${htmlText(title)}</h1>
${body}
<footer>Made by Rollout Lens.</footer>
</body>
</html>
`;

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --del: #d9730026; --ins: #0969da26; --quiet: #656d76; }
@media (prefers-color-scheme: dark) { :root { --quiet: #9da5b0; --ins: #58a6ff33; --del: #f0883e33; } }
body { font: 14px/1.45 system-ui, sans-serif; margin: 24px auto; max-width: 1400px; padding: 0 24px; }
h1 { font-size: 20px; } h2 { font-size: 16px; } h3 { font-size: 11px; text-transform: uppercase; letter-spacing: .04em; color: var(--quiet); margin: 10px 0 3px; }
section { border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
.row { border-bottom: 1px solid var(--line); } .row:last-child { border-bottom: 0; }
.row.same, .row.top, summary { display: grid; grid-template-columns: 170px repeat(var(--n, 2), minmax(220px, 1fr)); gap: 12px; padding: 4px 12px; }
${[2, 3, 4, 5, 6, 7, 8].map((n) => `.sides${n} { --n: ${n}; }`).join(' ')}
summary { cursor: pointer; list-style: none; } summary:hover { background: #8881; }
.same { color: var(--quiet); } .marked > summary { box-shadow: inset 3px 0 #0969da; }
.kind { color: var(--quiet); font-size: 12px; } .cell { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
.cell i { color: var(--quiet); font-style: normal; } .cell b { font-weight: 600; }
.body { padding: 0 12px 12px 194px; } .body > p { color: var(--quiet); font-size: 12px; margin: 4px 0; }
.cells { display: grid; grid-template-columns: repeat(var(--n, 2), minmax(220px, 1fr)); gap: 12px; }
pre { margin: 0; padding: 6px 10px; background: #8881; border-radius: 4px; font: 12px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; }
pre.none { background: none; color: var(--quiet); } del { background: var(--del); text-decoration: none; border-bottom: 2px solid #d97300; } ins { background: var(--ins); text-decoration: none; border-bottom: 2px solid #0969da; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; } th, td { padding: 4px 10px; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; } :is(th, td):is(:first-child, :last-child) { text-align: left; } td:first-child { white-space: normal; overflow-wrap: anywhere; } th { color: var(--quiet); font-weight: 600; }
footer { margin-top: 24px; color: var(--quiet); font-size: 12px; }
`;
