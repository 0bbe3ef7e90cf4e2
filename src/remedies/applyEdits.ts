/** Edits put into a text. */
import type { Position, SourceEdit } from '../shared/report.js';

/**
 * Applies edits to the text of one file. They must not overlap; of several at one place the first comes first.
 *
 * @throws RangeError when edits overlap or lie outside the text.
 */
export function applyEdits(text: string, edits: readonly SourceEdit[]): string {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = ({ line, column }: Position): number => {
    const start = starts[line - 1];
    if (start === undefined || start + column - 1 > text.length) throw new RangeError(`No position ${line}:${column} in the text.`);
    return start + column - 1;
  };
  const placed = edits.map((edit, order) => ({ start: offset(edit.start), end: offset(edit.end), newText: edit.newText, order }));
  placed.sort((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
  let result = '';
  let done = 0;
  for (const { start, end, newText } of placed) {
    if (start < done || end < start) throw new RangeError('Edits overlap.');
    result += text.slice(done, start) + newText;
    done = end;
  }
  return result + text.slice(done);
}
