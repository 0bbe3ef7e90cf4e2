import { RunFileWriter } from '../run/file/index.js';
import type { RunSnapshot } from '../run/file/index.js';
import { runCsv } from './csv.js';
import { htmlReport, type WebviewBundle } from './htmlReport.js';
import { buildReport } from './report.js';
import { reportJson } from './reportJson.js';

/** As what a run can be saved, by the ending of the file's name. */
export const EXPORT_FORMATS = ['gradrun', 'html', 'json', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * The file in pieces: `gradrun` holds all that is known of the run, `html` is the panel as one page, `json` the report of
 * docs/report.schema.json, and `csv` the statistics alone.
 *
 * @param bundle is asked for only where it is needed
 * @param generator name and version of the program that writes
 */
export function* exportRun(format: ExportFormat, run: RunSnapshot, bundle: () => WebviewBundle, generator: string): Generator<string | Buffer> {
  switch (format) {
    case 'html': return yield* htmlReport(run, bundle());
    case 'json': return yield* reportJson(buildReport(run.root, run.status, run.store, run.findings));
    case 'csv': return yield* runCsv(run.store);
    case 'gradrun': {
      const writer = new RunFileWriter(generator);
      yield* writer.take(run);
      yield writer.end();
    }
  }
}
