import { jsonNumber } from '../shared/jsonNumber.js';
import type { Report } from '../shared/report.js';

/**
 * The report as JSON text in pieces, one series at a time: long runs of many layers exceed the longest string that
 * V8 can make. Findings may hold non-finite evidence, which is written by name like everything else.
 */
export function* reportJson(report: Report): Generator<string> {
  const { series, findings, ...head } = report;
  const opening = stringify(head, 2);
  yield `${opening.slice(0, opening.lastIndexOf('\n'))},\n  "series": {\n    "loss": ${stringify(series.loss)},\n    "layers": {`;
  let separator = '\n';
  for (const [id, layer] of Object.entries(series.layers)) {
    yield `${separator}      ${JSON.stringify(id)}: {`;
    let inner = '\n';
    for (const [name, values] of Object.entries(layer)) {
      yield `${inner}        ${JSON.stringify(name)}: ${stringify(values)}`;
      inner = ',\n';
    }
    yield '\n      }';
    separator = ',\n';
  }
  yield `${separator === '\n' ? '' : '\n    '}}\n  },\n  "findings": ${stringify(findings, 2).replaceAll('\n', '\n  ')}\n}\n`;
}

function stringify(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'number' ? jsonNumber(item) : item), indent);
}
