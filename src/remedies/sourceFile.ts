/** The user's files as remedies see them: text, tree, names, habits of writing. */
import type { Position, SourceEdit } from '../shared/report.js';
import { parse } from '../program/syntax/parse.js';
import type { SourceTree } from '../program/syntax/parse.js';
import { tfjsNames } from '../program/syntax/tfjsNames.js';
import type { TfjsNames } from '../program/syntax/tfjsNames.js';

export interface SourceReader {
  /** The text of a file relative to the root, with "/"; undefined if there is none. */
  read(file: string): string | undefined;
}

/** Line starts of a text, as offsets. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

export class SourceFile {
  readonly tree: SourceTree;
  readonly names: TfjsNames;
  /** Quote that the file prefers. */
  readonly quote: "'" | '"';
  readonly newline: '\n' | '\r\n';
  readonly semicolon: ';' | '';
  private readonly starts: number[];

  private constructor(readonly file: string, readonly text: string, tree: SourceTree) {
    this.tree = tree;
    this.names = tfjsNames(tree);
    const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
    this.quote = count(/"/g) > count(/'/g) ? '"' : "'";
    this.newline = text.includes('\r\n') ? '\r\n' : '\n';
    this.semicolon = count(/;[ \t]*(\/\/.*)?\r?$/gm) * 4 >= count(/[\w)\]'"`][ \t]*(\/\/.*)?\r?$/gm) ? ';' : '';
    this.starts = lineStarts(text);
  }

  /** Null when the text cannot be parsed: remedies leave such files alone. */
  static from(file: string, text: string): SourceFile | null {
    const tree = parse(text, file);
    return tree === null ? null : new SourceFile(file, text, tree);
  }

  /** 1-based position of an offset. */
  position(offset: number): Position {
    let line = 0;
    let high = this.starts.length;
    while (high - line > 1) {
      const middle = (line + high) >> 1;
      if (this.starts[middle]! <= offset) line = middle;
      else high = middle;
    }
    return { line: line + 1, column: offset - this.starts[line]! + 1 };
  }

  replace(start: number, end: number, newText: string): SourceEdit {
    return { file: this.file, start: this.position(start), end: this.position(end), newText };
  }

  insert(at: number, newText: string): SourceEdit {
    return this.replace(at, at, newText);
  }

  /** Takes out a stretch of the text, with its line where nothing else stands there. */
  withoutLine(start: number, end: number): SourceEdit {
    const rest = /^[ \t]*\r?\n/.exec(this.text.slice(end));
    if (!this.isFirstOnLine(start) || rest === null) return this.replace(start, end, '');
    return this.replace(start - (this.position(start).column - 1), end + rest[0].length, '');
  }

  quoted(value: string): string {
    return this.quote + value + this.quote;
  }

  /** The white space at the start of the line that holds the offset. */
  indentAt(offset: number): string {
    const start = this.starts[this.position(offset).line - 1]!;
    return /^[ \t]*/.exec(this.text.slice(start))![0];
  }

  /** Whether nothing but white space stands before the offset on its line. */
  isFirstOnLine(offset: number): boolean {
    return this.text.slice(this.starts[this.position(offset).line - 1]!, offset).trim() === '';
  }

  sameLine(a: number, b: number): boolean {
    return this.position(a).line === this.position(b).line;
  }
}

/** Reads and parses each file once. */
export class SourceFiles {
  private readonly files = new Map<string, SourceFile | null>();

  constructor(private readonly reader: SourceReader) {}

  get(file: string): SourceFile | null {
    let source = this.files.get(file);
    if (source === undefined) {
      const text = this.reader.read(file);
      source = text === undefined ? null : SourceFile.from(file, text);
      this.files.set(file, source);
    }
    return source;
  }

  read(file: string): string | undefined {
    return this.reader.read(file);
  }
}
