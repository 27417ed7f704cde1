export type Theme = 'light' | 'dark' | 'contrast' | 'contrast-light';

const colorThemes: Readonly<Record<Theme, string>> = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  contrast: 'Default High Contrast',
  'contrast-light': 'Default High Contrast Light',
};

/** User settings of a quiet workbench: nothing pops up, nothing phones home, nothing covers what is looked at. */
export function settings(theme: Theme, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    'workbench.colorTheme': colorThemes[theme],
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
    'security.workspace.trust.untrustedFiles': 'open',
    ...more,
  };
}
