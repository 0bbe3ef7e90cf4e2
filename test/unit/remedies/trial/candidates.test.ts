import { describe, expect, it } from 'vitest';
import { completions, pairs, singles, type Candidate } from '../../../../src/remedies/trial/candidates.js';
import type { Finding, Remedy, SourceEdit } from '../../../../src/shared/report.js';
import { findingOf } from '../analyzed.js';

const SOURCE = "const model = make({ units: 4 });\ntrain(model, 0.1);\n";
const sources = { read: (file: string): string | undefined => (file === 'model.ts' ? SOURCE : undefined) };

/** Replaces the first `from` in the source. */
function edit(from: string, newText: string): SourceEdit {
  const [before] = SOURCE.split(from) as [string];
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  return { file: 'model.ts', start: { line, column }, end: { line, column: column + from.length }, newText };
}

function remedy(id: string, edits: SourceEdit[], createFiles: Remedy['createFiles'] = []): Remedy {
  return { id, title: id, explanation: '', edits, createFiles, trial: null };
}

function finding(...remedies: Remedy[]): Finding & { remedies: Remedy[] } {
  return { ...findingOf('vanishing-gradient', ['a']), remedies };
}

const slow = remedy('slow', [edit('0.1', '0.01')]);
const wide = remedy('wide', [edit('4', '64')]);

describe('the candidates of a trial', () => {
  it('are the remedies with edits, each once, with the sources as they would be', () => {
    const clip = remedy('clip', [edit('0.1', 'clipped(0.1)')], [{ file: 'lib/clip.ts', text: 'export {};\n' }]);
    const found = singles([finding(slow, remedy('advice', []), clip), finding(slow)], '/root', sources);
    expect(found.map(({ remedies }) => remedies.map(({ id }) => id))).toEqual([['slow'], ['clip']]);
    expect([...found[1]!.overrides]).toEqual([
      ['/root/lib/clip.ts', 'export {};\n'], ['/root/model.ts', SOURCE.replace('0.1', 'clipped(0.1)')],
    ]);
  });

  it('are each value of a remedy, of which the best goes into pairs', () => {
    const slower = { ...slow, title: 'slower', edits: [edit('0.1', '0.001')] };
    const all = singles([finding({ ...slow, alternatives: [slower] }, wide)], '/root', sources);
    expect(all.map(({ overrides }) => overrides.get('/root/model.ts')!.split('train')[1])).toEqual([
      '(model, 0.01);\n', '(model, 0.001);\n', '(model, 0.1);\n',
    ]);
    const [first, second, third] = all as [Candidate, Candidate, Candidate];
    expect(pairs([second, first, third], '/root', sources).map(({ remedies }) => remedies.map(({ title }) => title))).toEqual([['slower', 'wide']]);
  });

  it('leave out what was made for another text', () => {
    const elsewhere = remedy('elsewhere', [{ ...edit('0.1', '1'), file: 'other.ts' }]);
    const outside = remedy('outside', [{ ...edit('0.1', '1'), start: { line: 9, column: 1 }, end: { line: 9, column: 2 } }]);
    expect(singles([finding(elsewhere, outside)], '/root', sources)).toEqual([]);
  });

  it('go together in pairs where their edits leave each other alone', () => {
    const other = remedy('other', [edit('0.1', '0.5')]);
    const he = remedy('he', [edit(' }', ", init: 'he' }")]);
    const glorot = remedy('glorot', [edit(' }', ", init: 'glorot' }")]);
    const insertion = (one: Remedy): Remedy => ({ ...one, edits: one.edits.map((each) => ({ ...each, end: each.start })) });
    const all = singles([finding(slow, wide, other, insertion(he), insertion(glorot))], '/root', sources);
    const found = pairs(all, '/root', sources);
    const names = found.map(({ remedies }) => remedies.map(({ id }) => id).join('+'));
    expect(names).toContain('slow+wide');
    expect(found[names.indexOf('slow+wide')]!.overrides.get('/root/model.ts')).toBe(SOURCE.replace('0.1', '0.01').replace('4', '64'));
    expect(names).not.toContain('slow+other');
    expect(names).not.toContain('he+glorot');
    expect(names).toContain('wide+he');
  });

  it('complete the remedy that fits best with those that help, where it does not help by itself', () => {
    const deep = remedy('deep', [edit('make', 'makeDeep')]);
    const troubled = finding(remedy('advice', []), slow, wide, deep);
    const all = singles([troubled], '/root', sources);
    const completed = (...helping: string[]): string[] => {
      const tried = all.map((candidate) => ({ candidate, helps: helping.includes(candidate.remedies[0]!.id) }));
      return completions([troubled], tried, '/root', sources).map(({ remedies }) => remedies.map(({ id }) => id).join('+'));
    };
    expect(completed('wide')).toEqual(['slow+wide']);
    expect(completed('wide', 'deep')).toEqual(['slow+wide', 'slow+deep']);
    expect(completed('slow', 'deep')).toEqual([]);
    expect(completed()).toEqual([]);
  });
});
