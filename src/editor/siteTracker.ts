/** Positions in a text, followed through the edits made to it since a run read it. Knows nothing of the editor. */

/** Offsets in UTF-16 units; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** At `offset`, `removed` was replaced by `added`. */
export interface Change {
  offset: number;
  removed: string;
  added: string;
}

/** Where `span` is after `change`; null when the change took it away. */
export function moveSpan(span: Span, change: Change): Span | null {
  const changeEnd = change.offset + change.removed.length;
  const growth = change.added.length - change.removed.length;
  if (changeEnd <= span.start) return { start: span.start + growth, end: span.end + growth };
  if (change.offset >= span.end) return span;
  if (change.offset <= span.start && changeEnd >= span.end) return rewritten(span, change);
  if (change.offset <= span.start) return { start: change.offset + change.added.length, end: span.end + growth };
  return { start: span.start, end: Math.max(span.end + growth, change.offset) };
}

/** The span in text that was written anew around it, as by a formatter: the third `tf.layers.dense` of three stays the third. */
function rewritten(span: Span, { offset, removed, added }: Change): Span | null {
  const words = removed.slice(span.start - offset, span.end - offset);
  const [before, after] = [occurrences(removed, words), occurrences(added, words)];
  const ordinal = before.indexOf(span.start - offset);
  if (ordinal < 0 || before.length !== after.length) return null;
  const start = offset + after[ordinal];
  return { start, end: start + words.length };
}

function occurrences(text: string, words: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(words); at >= 0 && words !== ''; at = text.indexOf(words, at + words.length)) found.push(at);
  return found;
}

/** The one change that leads from `before` to `after`, between what they share at the start and at the end. */
export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let tail = 0;
  while (tail < shorter - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1;
  return { offset: start, removed: before.slice(start, before.length - tail), added: after.slice(start, after.length - tail) };
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

/** An edit as the editor tells it: it may replace much by nearly the same. `removed` is a number of units. */
export interface TextEdit {
  offset: number;
  removed: number;
  text: string;
}

/** A text as a run read it, and the edits made to it since. */
export class TrackedText {
  private now: string;
  private changes: Change[] = [];
  private readonly spans = new Map<string, Span | null>();

  constructor(readonly base: string) {
    this.now = base;
  }

  /** Whether the text now differs from what the run read. */
  get edited(): boolean {
    return this.now !== this.base;
  }

  /** `edits` were made, one after the other, and led to `now`. */
  edit(edits: readonly TextEdit[], now: string): void {
    const changes: Change[] = [];
    for (const { offset, removed, text } of edits) {
      // Only what really differs counts: calls in a statement that was replaced as a whole keep their places.
      const change = changeBetween(this.now.slice(offset, offset + removed), text);
      changes.push({ ...change, offset: offset + change.offset });
      this.now = this.now.slice(0, offset) + text + this.now.slice(offset + removed);
    }
    if (now === this.base || now !== this.now) this.adopt(now);
    else this.add(changes);
  }

  /** The text is `now`, and nobody saw how it came to be. */
  adopt(now: string): void {
    this.changes = [];
    this.spans.clear();
    this.now = now;
    if (this.edited) this.add([changeBetween(this.base, now)]);
  }

  /** Where the callee at a 1-based position of the base text is now; null when it is gone. */
  span(line: number, column: number): Span | null {
    const key = `${line}:${column}`;
    const known = this.spans.get(key);
    if (known !== undefined) return known;
    const offset = offsetAt(this.base, line, column);
    const span = offset === null ? null : followed(calleeSpan(this.base, offset), this.changes);
    this.spans.set(key, span);
    return span;
  }

  private add(changes: readonly Change[]): void {
    this.changes.push(...changes);
    for (const [key, span] of this.spans) this.spans.set(key, followed(span, changes));
  }
}

function followed(span: Span | null, changes: readonly Change[]): Span | null {
  return changes.reduce<Span | null>((place, change) => place && moveSpan(place, change), span);
}
