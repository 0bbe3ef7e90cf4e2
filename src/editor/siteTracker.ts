/** Positions in a text, followed through the edits made to it since a run read it. Knows nothing of the editor. */

/** Offsets in UTF-16 units; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** `removed` units at `offset` were replaced by `added` others. */
export interface Change {
  offset: number;
  removed: number;
  added: number;
}

/** Where `span` is after `change`; null when the change took it away. */
export function moveSpan(span: Span, change: Change): Span | null {
  const changeEnd = change.offset + change.removed;
  const growth = change.added - change.removed;
  if (changeEnd <= span.start) return { start: span.start + growth, end: span.end + growth };
  if (change.offset >= span.end) return span;
  if (change.offset <= span.start && changeEnd >= span.end) return null;
  if (change.offset <= span.start) return { start: change.offset + change.added, end: span.end + growth };
  return { start: span.start, end: Math.max(span.end + growth, change.offset) };
}

/** The one change that leads from `before` to `after`, between what they share at the start and at the end. */
export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let tail = 0;
  while (tail < shorter - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1;
  return { offset: start, removed: before.length - start - tail, added: after.length - start - tail };
}

/** What a call expression starts with: `tf.layers.dense`, `new Attention`. */
const CALLEE = /(?:new\s+)?[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\s*\??\.\s*[\p{ID_Start}$_#][\p{ID_Continue}$]*)*/uy;

/** The callee that starts at `offset`, or the rest of the word or the single character there. */
export function calleeSpan(text: string, offset: number): Span {
  CALLEE.lastIndex = offset;
  const length = CALLEE.exec(text)?.[0].length ?? 1;
  return { start: offset, end: Math.min(offset + length, text.length) };
}

/** Offset of a 1-based position, or null where the text has no such place. */
export function offsetAt(text: string, line: number, column: number): number | null {
  let lineStart = 0;
  for (let i = 1; i < line; i += 1) {
    lineStart = text.indexOf('\n', lineStart) + 1;
    if (lineStart === 0) return null;
  }
  const offset = lineStart + column - 1;
  return offset <= text.length ? offset : null;
}

/** A text as a run read it, and the edits made to it since. */
export class TrackedText {
  private changes: Change[] = [];
  private readonly spans = new Map<string, Span | null>();

  constructor(readonly base: string) {}

  /** Whether the text now differs from what the run read. */
  get edited(): boolean {
    return this.changes.length > 0;
  }

  /** `changes` were made, in this order, and led to `now`. */
  edit(changes: readonly Change[], now: string): void {
    if (now === this.base) this.start();
    else this.add(changes);
  }

  /** The text is `now`, and nobody saw how it came to be. */
  adopt(now: string): void {
    this.start();
    if (now !== this.base) this.add([changeBetween(this.base, now)]);
  }

  /** Where the callee at a 1-based position of the base text is now; null when it is gone. */
  span(line: number, column: number): Span | null {
    const key = `${line}:${column}`;
    const known = this.spans.get(key);
    if (known !== undefined) return known;
    const offset = offsetAt(this.base, line, column);
    const span = offset === null ? null : this.changes.reduce<Span | null>(followed, calleeSpan(this.base, offset));
    this.spans.set(key, span);
    return span;
  }

  private start(): void {
    this.changes = [];
    this.spans.clear();
  }

  private add(changes: readonly Change[]): void {
    this.changes.push(...changes);
    for (const [key, span] of this.spans) this.spans.set(key, changes.reduce(followed, span));
  }
}

function followed(span: Span | null, change: Change): Span | null {
  return span && moveSpan(span, change);
}
