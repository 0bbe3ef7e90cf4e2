/** One analysis of one file, from bundling to the report. Knows neither VS Code nor the terminal. */
export { Analysis } from './analysis.js';
export type { Change } from './analysis.js';
export { EXPORT_FORMATS, exportRun } from './exportRun.js';
export type { ExportFormat } from './exportRun.js';
export { htmlReport, readWebviewBundle } from './htmlReport.js';
export type { HtmlReportRun, WebviewBundle } from './htmlReport.js';
export { trainerSetup } from './options.js';
export type { AnalysisOptions } from './options.js';
export { backendNotes, buildReport } from './report.js';
export { reportJson } from './reportJson.js';
export { SavedRun } from './savedRun.js';
export { RunRecorder } from './runRecorder.js';
export { webgpuPackage } from './webgpuPackage.js';
export type { WebgpuPackage } from './webgpuPackage.js';
export { Standby } from './standby.js';
