/** Ids that the manifest and the code share, typed once. */

export const COMMANDS = {
  analyze: 'gradientInspector.analyze',
  tryFixes: 'gradientInspector.tryFixes',
  exportRun: 'gradientInspector.exportRun',
  openRun: 'gradientInspector.openRun',
  showPanel: 'gradientInspector.showPanel',
  toggleLive: 'gradientInspector.toggleLive',
  stop: 'gradientInspector.stop',
  clear: 'gradientInspector.clear',
  setUpGpuBackend: 'gradientInspector.setUpGpuBackend',
  /** Not in the palette: a lens or the panel calls them with arguments. */
  selectLayer: 'gradientInspector.selectLayer',
  applyRemedy: 'gradientInspector.applyRemedy',
} as const;

export const SECTION = 'gradientInspector';

/** `source` of our diagnostics, name of the log. */
export const DISPLAY_NAME = 'Gradient Inspector';
