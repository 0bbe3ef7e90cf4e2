/** The variables that VS Code gives to a webview, for its four default themes: those that the views use. */

export const THEMES = ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const;
export type ThemeName = (typeof THEMES)[number];

const DARK: Record<string, string> = {
  'editor-background': '#1f1f1f', 'sideBar-background': '#181818', 'foreground': '#cccccc', 'descriptionForeground': '#9d9d9d',
  'errorForeground': '#f85149', 'panel-border': '#2b2b2b', 'focusBorder': '#0078d4', 'textLink-foreground': '#4daafc',
  'textLink-activeForeground': '#4daafc', 'textBlockQuote-background': '#2b2b2b', 'button-background': '#0078d4',
  'button-foreground': '#ffffff', 'button-hoverBackground': '#026ec1', 'button-border': '#ffffff12',
  'button-secondaryBackground': '#313131', 'button-secondaryForeground': '#cccccc', 'button-secondaryHoverBackground': '#3c3c3c',
  'badge-background': '#616161', 'badge-foreground': '#f8f8f8', 'progressBar-background': '#0078d4',
  'list-hoverBackground': '#2a2d2e', 'list-inactiveSelectionBackground': '#37373d', 'list-activeSelectionBackground': '#04395e',
  'list-activeSelectionForeground': '#ffffff', 'toolbar-hoverBackground': '#5a5d5e50',
  'inputOption-activeBackground': '#2489db82', 'inputOption-activeBorder': '#2488db', 'inputOption-activeForeground': '#ffffff',
  'settings-dropdownBackground': '#313131', 'settings-dropdownBorder': '#3c3c3c', 'settings-dropdownForeground': '#cccccc',
  'settings-dropdownListBorder': '#454545', 'problemsErrorIcon-foreground': '#f14c4c', 'problemsWarningIcon-foreground': '#cca700',
  'problemsInfoIcon-foreground': '#3794ff', 'testing-iconPassed': '#73c991', 'editorHoverWidget-background': '#202020',
  'editorHoverWidget-border': '#454545', 'editorHoverWidget-foreground': '#cccccc', 'checkbox-background': '#313131',
  'checkbox-border': '#3c3c3c', 'charts-blue': '#3794ff', 'charts-orange': '#d18616', 'charts-green': '#89d185', 'charts-purple': '#b180d7',
};

const LIGHT: Record<string, string> = {
  ...DARK,
  'editor-background': '#ffffff', 'sideBar-background': '#f8f8f8', 'foreground': '#3b3b3b', 'descriptionForeground': '#3b3b3b',
  'panel-border': '#e5e5e5', 'focusBorder': '#005fb8', 'textLink-foreground': '#005fb8', 'textLink-activeForeground': '#005fb8',
  'textBlockQuote-background': '#f8f8f8', 'button-background': '#005fb8', 'button-hoverBackground': '#0258a8',
  'button-border': '#0000001a', 'button-secondaryBackground': '#e5e5e5', 'button-secondaryForeground': '#3b3b3b',
  'button-secondaryHoverBackground': '#cccccc', 'badge-background': '#cccccc', 'badge-foreground': '#3b3b3b',
  'progressBar-background': '#005fb8', 'list-hoverBackground': '#f2f2f2', 'list-inactiveSelectionBackground': '#e4e6f1',
  'list-activeSelectionBackground': '#e8e8e8', 'list-activeSelectionForeground': '#000000', 'toolbar-hoverBackground': '#b8b8b850',
  'inputOption-activeBackground': '#bed6ed', 'inputOption-activeBorder': '#005fb8', 'inputOption-activeForeground': '#000000',
  'settings-dropdownBackground': '#ffffff', 'settings-dropdownBorder': '#cecece', 'settings-dropdownForeground': '#3b3b3b',
  'settings-dropdownListBorder': '#cecece', 'problemsErrorIcon-foreground': '#e51400', 'problemsWarningIcon-foreground': '#bf8803',
  'problemsInfoIcon-foreground': '#1a85ff', 'testing-iconPassed': '#73c991', 'editorHoverWidget-background': '#f8f8f8',
  'editorHoverWidget-border': '#c8c8c8', 'editorHoverWidget-foreground': '#3b3b3b', 'checkbox-background': '#f8f8f8',
  'checkbox-border': '#cecece', 'charts-blue': '#1a85ff', 'charts-green': '#388a34', 'charts-purple': '#652d90',
  'errorForeground': '#f85149',
};

const CONTRAST: Record<string, string> = {
  ...DARK,
  'editor-background': '#000000', 'sideBar-background': '#000000', 'foreground': '#ffffff', 'descriptionForeground': '#ffffffb3',
  'panel-border': '#6fc3df', 'contrastBorder': '#6fc3df', 'contrastActiveBorder': '#f38518', 'focusBorder': '#f38518',
  'textLink-foreground': '#21a6ff', 'textLink-activeForeground': '#21a6ff', 'button-background': '#000000',
  'button-hoverBackground': '#000000',
  'button-border': '#6fc3df', 'button-secondaryBackground': '#000000', 'button-secondaryForeground': '#ffffff',
  'button-secondaryHoverBackground': '#000000', 'badge-background': '#000000', 'badge-foreground': '#ffffff',
  'progressBar-background': '#6fc3df', 'inputOption-activeBackground': '#00000000', 'inputOption-activeBorder': '#6fc3df',
  'settings-dropdownBackground': '#000000', 'settings-dropdownBorder': '#6fc3df', 'settings-dropdownForeground': '#ffffff',
  'settings-dropdownListBorder': '#6fc3df', 'problemsErrorIcon-foreground': '#f48771', 'problemsWarningIcon-foreground': '#ffd370',
  'editorHoverWidget-background': '#0c141f', 'editorHoverWidget-border': '#6fc3df', 'editorHoverWidget-foreground': '#ffffff',
  'checkbox-background': '#000000', 'checkbox-border': '#6fc3df',
};

const CONTRAST_LIGHT: Record<string, string> = {
  ...LIGHT,
  'foreground': '#292929', 'descriptionForeground': '#292929b3', 'sideBar-background': '#ffffff', 'panel-border': '#0f4a85',
  'contrastBorder': '#0f4a85', 'contrastActiveBorder': '#006bbd', 'focusBorder': '#006bbd', 'button-background': '#0f4a85',
  'button-foreground': '#ffffff', 'button-border': '#0f4a85', 'button-secondaryBackground': '#ffffff',
  'button-secondaryForeground': '#292929',
  'badge-background': '#0f4a85', 'badge-foreground': '#ffffff', 'problemsErrorIcon-foreground': '#b5200d',
  'problemsWarningIcon-foreground': '#895503', 'settings-dropdownBorder': '#0f4a85', 'inputOption-activeBackground': '#00000000',
  'inputOption-activeBorder': '#0f4a85', 'checkbox-border': '#0f4a85', 'editorHoverWidget-border': '#0f4a85',
};

for (const theme of [CONTRAST, CONTRAST_LIGHT]) {
  delete theme['list-hoverBackground'];
  delete theme['list-inactiveSelectionBackground'];
  delete theme['toolbar-hoverBackground'];
}

const VARIABLES: Record<ThemeName, Record<string, string>> = {
  'dark': DARK, 'light': LIGHT, 'high-contrast': CONTRAST, 'high-contrast-light': CONTRAST_LIGHT,
};

/** The classes that VS Code sets on the body. */
export function bodyClass(theme: ThemeName): string {
  return theme === 'high-contrast-light' ? 'vscode-high-contrast vscode-high-contrast-light' : `vscode-${theme}`;
}

export function themeStyle(theme: ThemeName): string {
  const fonts = { 'font-family': 'system-ui, "Ubuntu", "Droid Sans", sans-serif', 'font-size': '13px', 'font-weight': 'normal' };
  return Object.entries({ ...VARIABLES[theme], ...fonts }).map(([name, value]) => `--vscode-${name}: ${value};`).join(' ');
}
