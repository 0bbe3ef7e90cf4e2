import { describe, expect, it } from 'vitest';
import { TrackedText, changeBetween } from '../../../src/editor/siteTracker.js';

/** A text that is edited, and the tracker that is told of it. */
class Edited {
  readonly tracked: TrackedText;

  constructor(public text: string) {
    this.tracked = new TrackedText(text);
  }

  replace(old: string, fresh: string): void {
    const offset = this.text.indexOf(old);
    if (offset < 0) throw new Error(`no ${old}`);
    this.text = this.text.slice(0, offset) + fresh + this.text.slice(offset + old.length);
    this.tracked.edit([{ offset, removed: old.length, text: fresh }], this.text);
  }

  /** What stands now where the callee at a 1-based position of the first text is said to be. */
  at(line: number, column: number): string | null {
    const span = this.tracked.span(line, column);
    return span && this.text.slice(span.start, span.end);
  }
}

const PROGRAM = `const model = tf.sequential();
model.add(tf.layers.dense({ units: 8 }));
model.add(new Attention(4));
`;

describe('a layer\'s place in an edited text', () => {
  it('is the callee of the call', () => {
    const text = new Edited(PROGRAM);
    expect(text.at(2, 11)).toBe('tf.layers.dense');
    expect(text.at(3, 11)).toBe('new Attention');
  });

  it('moves with text that is put in before it, on its own line and above', () => {
    const text = new Edited(PROGRAM);
    text.replace('const model', '// the model\nconst model');
    text.replace('model.add(tf', '  model.add(tf');
    expect(text.at(2, 11)).toBe('tf.layers.dense');
    expect(text.at(3, 11)).toBe('new Attention');
  });

  it('does not move for what changes after it', () => {
    const text = new Edited(PROGRAM);
    text.replace('{ units: 8 }', '{ units: 8, kernelInitializer: \'heNormal\' }');
    expect(text.at(2, 11)).toBe('tf.layers.dense');
    expect(text.at(3, 11)).toBe('new Attention');
  });

  it('grows and shrinks with edits inside it', () => {
    const text = new Edited(PROGRAM);
    text.replace('layers.dense', 'layers.timeDistributed');
    expect(text.at(2, 11)).toBe('tf.layers.timeDistributed');
  });

  it('is gone when the call is, and back when the text is as it was', () => {
    const text = new Edited(PROGRAM);
    text.replace('model.add(tf.layers.dense({ units: 8 }));\n', '');
    expect(text.at(2, 11)).toBeNull();
    expect(text.at(3, 11)).toBe('new Attention');
    expect(text.tracked.edited).toBe(true);
    text.replace('model.add(new', 'model.add(tf.layers.dense({ units: 8 }));\nmodel.add(new');
    expect(text.tracked.edited).toBe(false);
    expect(text.at(2, 11)).toBe('tf.layers.dense');
  });

  it('is found although it is asked for only after the edits', () => {
    const text = new Edited(PROGRAM);
    text.replace('const', '\n\nconst');
    text.replace('model.add', '\tmodel.add');
    expect(text.at(3, 11)).toBe('new Attention');
  });

  it('is found in a file that was changed while it was closed', () => {
    const tracked = new TrackedText(PROGRAM);
    const now = `import * as tf from '@tensorflow/tfjs';\n${PROGRAM}`;
    tracked.adopt(now);
    const span = tracked.span(2, 11)!;
    expect(now.slice(span.start, span.end)).toBe('tf.layers.dense');
    expect(tracked.edited).toBe(true);
    tracked.adopt(PROGRAM);
    expect(tracked.edited).toBe(false);
  });

  it('is nowhere when the text has no such line', () => {
    expect(new TrackedText('one line').span(2, 1)).toBeNull();
  });

  it('keeps its place in a statement that was replaced as a whole', () => {
    const text = new Edited(PROGRAM);
    text.replace('model.add(tf.layers.dense({ units: 8 }));', 'net.add(tf.layers.dense({\n  units: 16,\n}));');
    expect(text.at(2, 11)).toBe('tf.layers.dense');
  });

  it('keeps its place in a text that was written anew, however often the same call is made', () => {
    const tracked = new TrackedText('f(1); f(2); f(3);');
    const now = '// three\nf( 1 )\nf( 2 )\nf( 3 )\n';
    tracked.adopt(now);
    const starts = [1, 7, 13].map((column) => tracked.span(1, column)?.start);
    expect(starts).toEqual([1, 2, 3].map((i) => now.indexOf(`f( ${i}`)));
  });

  it('follows several edits of one event', () => {
    const tracked = new TrackedText('a(); b(); c();');
    // VS Code tells the edits of one event from the end of the text to its start.
    tracked.edit([{ offset: 5, removed: 1, text: 'longer' }, { offset: 0, removed: 1, text: 'xyz' }], 'xyz(); longer(); c();');
    expect(tracked.span(1, 11)).toEqual({ start: 17, end: 18 });
    expect(tracked.span(1, 6)).toBeNull();
  });

  it('survives edits that it was not told of', () => {
    const tracked = new TrackedText('a(); b();');
    tracked.edit([{ offset: 9, removed: 0, text: ';' }], '// one\na(); b();;');
    expect(tracked.span(1, 6)).toEqual({ start: 12, end: 13 });
  });
});

describe('the one change between two texts', () => {
  it.each([
    ['abc', 'abc'], ['abc', 'aXc'], ['abc', 'abcd'], ['abc', 'bc'], ['aa', 'aaa'], ['aaa', 'aa'], ['', 'a'], ['a', ''], ['abab', 'ab'],
  ])('leads from %j to %j', (before, after) => {
    const { offset, removed, added } = changeBetween(before, after);
    expect(before.slice(offset, offset + removed.length)).toBe(removed);
    expect(before.slice(0, offset) + added + before.slice(offset + removed.length)).toBe(after);
  });
});
