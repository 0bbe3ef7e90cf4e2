import fs from 'node:fs';
import type { ProgramFailure } from '../shared/run.js';
import type { Style } from './style.js';

const LAST_LINES = 6;

/** What went wrong in the program: a sentence, the line it happened on, or else the last that the program wrote. */
export function failureText(failure: ProgramFailure, absolute: (file: string) => string, shown: (file: string) => string, style: Style): string[] {
  const { file, line, column } = failure;
  const lines = [`${style.text('✖', 'red', 'bold')} ${failure.message}`];
  if (file !== null && line !== null) {
    lines.push(`  at ${style.text(`${shown(file)}:${line}${column === null ? '' : `:${column}`}`, 'cyan')}`);
    const source = sourceLine(absolute(file), line);
    if (source !== null) lines.push(style.text(`  ${line} | ${source}`, 'dim'));
  } else if (failure.stack !== null) {
    lines.push(...failure.stack.split('\n').slice(-LAST_LINES).map((text) => style.text(`  | ${text}`, 'dim')));
  }
  return lines;
}

function sourceLine(file: string, line: number): string | null {
  try {
    return fs.readFileSync(file, 'utf8').split(/\r?\n/)[line - 1]?.slice(0, 120) ?? null;
  } catch {
    return null;
  }
}
