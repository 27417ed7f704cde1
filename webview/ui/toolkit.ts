import { provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing, vsCodeTextField } from '@vscode/webview-ui-toolkit';

/** Registers the toolkit's elements the panel uses as `tk-button`, `tk-text-field` and `tk-progress-ring`. */
export function registerToolkit(): void {
  const system = provideVSCodeDesignSystem().withPrefix('tk');
  system.register(vsCodeButton(), vsCodeTextField(), vsCodeProgressRing());
}
