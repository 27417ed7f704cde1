import { THEMES } from '../themes.ts';

/** Puts the colours and classes of a theme on the page, as VS Code does. */
export function dress(name: string): void {
  const theme = THEMES.find((t) => t.name === name) ?? THEMES[0];
  for (const [key, value] of Object.entries(theme?.colours ?? {})) document.documentElement.style.setProperty(`--vscode-${key}`, value);
  document.body.classList.add(...(theme?.classes ?? []));
}
