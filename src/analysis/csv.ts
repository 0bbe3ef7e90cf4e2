import type { RunStore } from '../run/index.js';
import { STATISTICS } from '../shared/statistics.js';

/**
 * The statistics as a table (RFC 4180): a row for each step and layer that the step touched, and one without a layer for a step
 * that touched none. Empty: not captured. Not a number and infinities are written as JavaScript and pandas write them.
 */
export function* runCsv(store: RunStore): Generator<string> {
  yield `${['step', 'time', 'loss', 'layer', ...STATISTICS].join(',')}\r\n`;
  for (let step = 0; step < store.stepCount; step++) {
    const loss = store.loss(step);
    if (loss === undefined) continue;
    const head = [step, store.time(step)!.toFixed(1), loss];
    const rows = store.layers.flatMap(({ id }) => {
      const values = STATISTICS.map((statistic) => store.value(id, statistic, step));
      return values.some((value) => value !== undefined) ? [[...head, quoted(id), ...values.map((value) => value ?? '')]] : [];
    });
    for (const row of rows.length > 0 ? rows : [[...head, ...Array<string>(1 + STATISTICS.length).fill('')]]) yield `${row.join(',')}\r\n`;
  }
}

/** A name that begins like a formula must not become one in a spreadsheet. */
function quoted(name: string): string {
  const text = /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
