import { describe, expect, it } from 'vitest';
import { findingsOf, healthOf, layerNames, ranked, ruleName } from '../../../webview/common/findings.js';
import { powerOfTen } from '../../../webview/common/axes.js';
import { StepAxis } from '../../../webview/common/stepAxis.js';
import { progressOf, statusWords, verdict } from '../../../webview/common/words.js';
import { moveCell } from '../../../webview/panel/keyboard.js';
import { deepSigmoid, finding, status } from '../../webview/runs.js';

describe('words about a run', () => {
  it('say how far it is', () => {
    expect(statusWords(status({ phase: 'running', stopped: null, steps: 60 }))).toBe('Running · step 60 of 500');
    expect(statusWords(status({ phase: 'paused', stopped: null, steps: 500 }))).toBe('Paused after 500 steps');
    expect(statusWords(status({ stopped: 'user', steps: 1 }))).toBe('Stopped · 1 step');
    expect(progressOf(status({ phase: 'running', steps: 125 }))).toBe(0.25);
    expect(progressOf(status({ phase: 'running', stepLimit: null }))).toBeNull();
  });

  it('give the worst finding, or say that nothing was found', () => {
    const run = deepSigmoid();
    expect(verdict([...run.findings].reverse(), 60)).toBe(run.findings[0]!.message);
    expect(verdict([], 60)).toBe('Nothing wrong found in 60 steps.');
    expect(verdict(null, 60)).toBeNull();
    expect(verdict([], 0)).toBeNull();
  });
});

describe('findings', () => {
  const info = finding({ severity: 'info', layers: ['a'] });
  const error = finding({ severity: 'error', layers: ['b', 'c', 'd'], consequences: [{ rule: 'dead-relu', layers: ['a', 'e'], step: 3 }] });

  it('come most severe first and keep the place by which the host knows them', () => {
    expect(ranked([info, error]).map(({ index }) => index)).toEqual([1, 0]);
  });

  it('colour layers: the root in the finding’s severity, consequences as warnings', () => {
    const { layers } = deepSigmoid();
    const named = layers.slice(0, 6).map((each, i) => ({ ...each, id: 'abcdef'[i]! }));
    expect([...healthOf(named, [info, error]).values()]).toEqual(['warning', 'error', 'error', 'error', 'warning', 'ok']);
    expect([...healthOf(named, null).values()]).toEqual(Array(6).fill('unknown'));
  });

  it('are listed with the layers that they are about, also by consequence', () => {
    expect(findingsOf([info, error], 'a').map(({ index }) => index)).toEqual([1, 0]);
    expect(findingsOf([info, error], 'd').map(({ index }) => index)).toEqual([1]);
  });

  it('name their layers and rules shortly', () => {
    expect(layerNames(error, (id) => `dense_${id}`)).toBe('dense_b and 2 more');
    expect(layerNames(finding({ layers: [] }), String)).toBe('the whole model');
    expect(ruleName('dead-relu')).toBe('Dead ReLU');
    expect(ruleName('non-finite')).toBe('Non-finite');
  });
});

describe('moving the cell', () => {
  it('stays within the rows and steps', () => {
    const from = { row: 0, step: 5 };
    expect(moveCell('ArrowUp', from, 3, 10)).toEqual({ row: 0, step: 5 });
    expect(moveCell('ArrowDown', from, 3, 10)).toEqual({ row: 1, step: 5 });
    expect(moveCell('End', from, 3, 10)).toEqual({ row: 0, step: 9 });
    expect(moveCell('PageDown', from, 3, 10)).toEqual({ row: 0, step: 9 });
    expect(moveCell('Home', from, 3, 10)).toEqual({ row: 0, step: 0 });
    expect(moveCell('a', from, 3, 10)).toBeNull();
  });
});

describe('axes', () => {
  it('find the step under a pixel that they put it at', () => {
    const axis = new StepAxis(0, 777, 180, 640);
    for (const step of [0, 1, 400, 776]) expect(axis.step(axis.center(step))).toBe(step);
    expect(axis.step(0)).toBe(0);
    expect(axis.step(5000)).toBe(776);
  });

  it('write decades as the numbers are written', () => {
    expect([-7, -2, 0, 2, 5].map(powerOfTen)).toEqual(['1e-7', '0.01', '1', '100', '1e5']);
  });
});
