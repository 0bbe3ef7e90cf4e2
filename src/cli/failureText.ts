import fs from 'node:fs';
import type { ProgramFailure } from '../shared/run.js';
import type { Style } from './style.js';
import { paragraph } from './text.js';

const WIDTH = 100;
const LAST_LINES = 6;

export interface FailureTextOptions {
  /** Absolute path of a path of the report. */
  absolute(file: string): string;
  /** The same for people. */
  shown(file: string): string;
  style: Style;
}

/** What went wrong in the program: a sentence, the line it happened on, or else the last lines that the program wrote. */
export function failureText(failure: ProgramFailure, { absolute, shown, style }: FailureTextOptions): string[] {
  const { message, file, line, column } = failure;
  const [first, ...rest] = paragraph(message, WIDTH, 2);
  const lines = [style.text('✖', 'red', 'bold') + first.slice(1), ...rest];
  if (file !== null && line !== null) {
    lines.push(`  at ${style.text(`${shown(file)}:${line}${column === null ? '' : `:${column}`}`, 'cyan')}`);
    const source = sourceLine(absolute(file), line, column ?? 1);
    if (source !== null) lines.push(style.text(`  ${line} | ${source}`, 'dim'));
  } else {
    lines.push(...lastLines(failure).map((text) => style.text(`  | ${text}`, 'dim')));
  }
  return lines;
}

/** What the message does not say already, without Node's own inner functions. */
function lastLines({ stack, message }: ProgramFailure): string[] {
  if (stack === null) return [];
  return stack.split('\n').filter((line) => !line.includes('node:internal') && !message.includes(line.trim())).slice(-LAST_LINES);
}

/** The line of the source, cut to the part around the column. */
function sourceLine(file: string, line: number, column: number): string | null {
  let text: string | undefined;
  try {
    text = fs.readFileSync(file, 'utf8').split(/\r?\n/)[line - 1];
  } catch {
    return null;
  }
  if (text === undefined) return null;
  const room = WIDTH - 12;
  const from = column <= room ? 0 : column - Math.floor(room / 2);
  const part = text.slice(from, from + room).trim();
  return `${from > 0 ? '…' : ''}${part}${from + room < text.length ? '…' : ''}`;
}
