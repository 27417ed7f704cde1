export type Theme = 'light' | 'dark' | 'contrast' | 'contrast-light';

/** Ids for the settings and labels for the picker. */
export const colorThemes: Readonly<Record<Theme, { readonly id: string; readonly label: string }>> = {
  light: { id: 'Light Modern', label: 'Light Modern' },
  dark: { id: 'Dark Modern', label: 'Dark Modern' },
  contrast: { id: 'Default High Contrast', label: 'Dark High Contrast' },
  'contrast-light': { id: 'Default High Contrast Light', label: 'Light High Contrast' },
};

/** User settings of a quiet workbench: nothing pops up, nothing phones home, nothing covers what is looked at. */
export function settings(theme: Theme, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    'workbench.colorTheme': colorThemes[theme].id,
    'workbench.startupEditor': 'none',
    'workbench.tips.enabled': false,
    'workbench.enableExperiments': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.layoutControl.enabled': false,
    'window.autoDetectColorScheme': false,
    'chat.disableAIFeatures': true,
    'chat.commandCenter.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'extensions.ignoreRecommendations': true,
    'extensions.autoCheckUpdates': false,
    'extensions.autoUpdate': false,
    'update.mode': 'none',
    'git.enabled': false,
    'editor.hover.delay': 100,
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.untrustedFiles': 'open',
    ...more,
  };
}
