import { describe, expect, it } from 'vitest';
import { findingText } from '../../../src/cli/findingText.js';
import { Style } from '../../../src/cli/style.js';
import { wrap } from '../../../src/cli/text.js';
import type { FindingView } from '../../../src/shared/panelProtocol.js';
import type { Trial } from '../../../src/shared/report.js';
import { layerInfo } from '../run/events.js';

const remedy = (title: string, line: number | null): FindingView['remedies'][number] => ({
  id: title, title, explanation: '', createFiles: [], trial: null,
  edits: line === null ? [] : [{ file: 'model.ts', start: { line, column: 1 }, end: { line, column: 1 }, newText: '' }],
});

const FINDING: FindingView = {
  rule: 'vanishing-gradient', severity: 'error', layers: ['a', 'b', 'c'], step: 3, stepsSeen: 10, confidence: 1,
  message: 'The gradients fade.', cause: 'The slope of sigmoid is at most 0.25.',
  evidence: { ratio: 1e-7, firstRms: 2, note: 'x', list: [1] },
  consequences: [{ rule: 'zero-gradient', layers: ['a'], step: 5 }],
  remedies: [remedy('He initialization', 12), remedy('Normalize the data', null), remedy('Third', 1), remedy('Fourth', 1)],
};

const OPTIONS = {
  width: 100, style: new Style('none'), layers: ['a', 'b', 'c'].map((id) => layerInfo(id)),
  placeOf: () => 'model.ts:9', pathOf: (file: string) => `src/${file}`,
};

describe('findingText', () => {
  it('says what, where, since when, why, the numbers, what follows and what to do', () => {
    expect(findingText(FINDING, OPTIONS)).toEqual([
      '✖ vanishing-gradient  a (model.ts:9) and 2 other layers  since step 3',
      '            The gradients fade.',
      '  Cause     The slope of sigmoid is at most 0.25.',
      '  Numbers   ratio 1.0e-7, first RMS 2, 10 steps looked at',
      '  Leads to  zero-gradient in 1 layer, from step 5 on',
      '  Fix       He initialization (src/model.ts:12)',
      '  Fix       Normalize the data',
      '  Fix       Third (src/model.ts:1)',
      '            and 1 other',
    ]);
  });

  it('tells what trying a fix showed', () => {
    const side = (median: number): Trial['before'] => ({
      loss: { median, min: median - 0.01, max: median + 0.01 }, gradientRatio: { median: 1, min: 1, max: 1 }, lossCurve: [1, median],
    });
    const trial: Trial = {
      seeds: [1, 2, 3], steps: 50, verdict: 'helps', solved: true, newFindings: [], before: side(0.69), after: side(0.12), randomChange: side(0.68),
    };
    const failing = { ...remedy('Third', 1), trialFailure: 'model.ts:1:2 does not parse.' };
    const unsure = { ...trial, verdict: 'no-effect' as const, solved: false, newFindings: ['dead-relu' as const], after: { ...side(1), loss: { median: 'NaN' as const, min: 1, max: 'NaN' as const } } };
    const finding = { ...FINDING, remedies: [{ ...remedy('First', 1), trial }, { ...remedy('Second', 2), trial: unsure }, failing] };
    expect(findingText(finding, { ...OPTIONS, width: 200 }).slice(5)).toEqual([
      '  Fix       First (src/model.ts:1)',
      '            Helps: the finding is gone, loss 0.69 → 0.12, after 50 steps with 3 seeds: 0.11 to 0.13, unchanged 0.68 to 0.7, with other initial weights 0.67 to 0.69.',
      '  Fix       Second (src/model.ts:2)',
      '            No effect: loss 0.69 → NaN, but brings dead ReLU, after 50 steps with 3 seeds: 1 to NaN, unchanged 0.68 to 0.7, with other initial weights 0.67 to 0.69.',
      '  Fix       Third (src/model.ts:1)',
      '            The program fails with it: model.ts:1:2 does not parse.',
    ]);
  });

  it('wraps within the width', () => {
    const finding = { ...FINDING, message: 'word '.repeat(60) };
    for (const line of findingText(finding, { ...OPTIONS, width: 70 })) expect(line.length).toBeLessThanOrEqual(70);
  });
});

describe('wrap', () => {
  it('loses no word', () => {
    const text = 'one two  three four-and-a-half five';
    expect(wrap(text, 9).join(' ')).toBe(text.replace(/\s+/g, ' '));
  });
});
