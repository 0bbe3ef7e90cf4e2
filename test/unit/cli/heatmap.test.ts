import { describe, expect, it } from 'vitest';
import { binSteps, cellOf } from '../../../src/cli/bins.js';
import { heatmap } from '../../../src/cli/heatmap.js';
import { colourDepth, Style } from '../../../src/cli/style.js';
import { RunStore } from '../../../src/run/index.js';
import { layerInfo, stepEvent } from '../run/events.js';

const PLAIN = new Style('none');

/** A run in which layer `i` of `gradients` has the i-th gradient of each step. */
function runOf(steps: Record<string, number>[]): RunStore {
  const store = new RunStore();
  store.setLayers(Object.keys(Object.assign({}, ...steps) as object).map((id, depth) => layerInfo(id, { depth })));
  steps.forEach((gradients, step) => {
    const rows = Object.entries(gradients).map(([id, outputGradientRms]) => [id, { values: { outputGradientRms } }] as const);
    store.append(stepEvent(step, Object.fromEntries(rows)));
  });
  return store;
}

function draw(store: RunStore, style = PLAIN, width = 100): string[] {
  return heatmap(store, { width, style, marked: new Set(['low']), placeOf: ({ id }) => `${id}.ts:1` });
}

function withoutColour(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\x1b\[[0-9;]*m/g, '');
}

describe('binSteps', () => {
  it('covers every step once, in order, within the width', () => {
    for (const [steps, width] of [[1, 10], [7, 10], [10, 10], [11, 10], [999, 64], [1_000_000, 60]]) {
      const bins = binSteps(steps, width);
      expect(bins.length).toBeLessThanOrEqual(width);
      expect(bins[0].first).toBe(0);
      expect(bins.at(-1)!.end).toBe(steps);
      for (let i = 1; i < bins.length; i++) expect([bins[i - 1].first, bins[i - 1].end]).toContain(bins[i].first);
    }
    expect(binSteps(0, 10)).toEqual([]);
  });
});

describe('cellOf', () => {
  const values = [undefined, 0, 1e-3, 10, NaN];
  it.each([
    [0, 1, { kind: 'empty' }], [0, 2, { kind: 'zero' }], [0, 4, { kind: 'value', log10: 1 }], [2, 3, { kind: 'value', log10: -3 }],
    [0, 5, { kind: 'non-finite' }],
  ])('of steps %i to %i is %j', (first, end, cell) => {
    expect(cellOf({ first, end }, (step) => values[step])).toEqual(cell);
  });
});

describe('the heatmap', () => {
  const store = runOf([{ low: 1e-8, high: 1, dead: 0, broken: 3e-4 }, { low: 1e-8, high: 1, dead: 0, broken: NaN }]);

  it('shows each layer in order, by the height of its magnitude without colours, with its place', () => {
    const rows = draw(store).filter((line) => line.includes('.ts:1'));
    expect(rows.map((line) => line.trim().split(/\s+/).filter((part) => part !== '▸'))).toEqual([
      ['low', '▁▁▁▁▁▁▁▁', 'low.ts:1'],
      ['high', '████████', 'high.ts:1'],
      ['dead', '········', 'dead.ts:1'],
      ['broken', '▅▅▅▅!!!!', 'broken.ts:1'],
    ]);
    expect(rows[0]).toMatch(/^▸ low/);
  });

  it('explains its scale and its signs', () => {
    const legend = draw(store).find((line) => line.includes('log scale'))!;
    expect(legend).toContain('1e-8');
    expect(legend).toContain('1e0');
    expect(legend).toContain('exactly 0');
    expect(legend).toContain('NaN or infinite');
  });

  it.each(['256', 'true'] as const)('draws the same rows in %s colours, different magnitudes in different ones', (depth) => {
    const coloured = draw(store, new Style(depth)).filter((line) => line.includes('.ts:1'));
    expect(coloured.map((line) => withoutColour(line).trim().split(/\s+/)[0])).toEqual(['▸', 'high', 'dead', 'broken']);
    // eslint-disable-next-line no-control-regex
    const background = (line: string): string | undefined => /\x1b\[48;[\d;]+m/.exec(line)?.[0];
    expect(background(coloured[0])).toBeDefined();
    expect(background(coloured[0])).not.toBe(background(coloured[1]));
  });

  it('stays within the width', () => {
    const long = runOf(Array.from({ length: 3000 }, () => ({ ['a_layer_with_a_really_quite_long_name']: 1e-3, low: 1e-9 })));
    for (const width of [60, 80, 100]) {
      for (const line of draw(long, new Style('true'), width)) expect(withoutColour(line).length).toBeLessThanOrEqual(width);
    }
  });

  it('of a very deep model keeps the layers with findings and says what it leaves out', () => {
    const deep = runOf([Object.fromEntries([...Array.from({ length: 300 }, (_, i) => [`layer${i}`, 1]), ['low', 1]])]);
    const lines = draw(deep);
    expect(lines.length).toBeLessThan(75);
    expect(lines.some((line) => line.startsWith('▸ low'))).toBe(true);
    const shown = lines.filter((line) => line.includes('.ts:1')).length;
    expect(lines.at(-1)).toContain(`${301 - shown} more layers`);
  });
});

describe('colourDepth', () => {
  it.each([
    [{ isTTY: true }, { TERM: 'xterm-256color' }, '256'],
    [{ isTTY: true }, { TERM: 'xterm', COLORTERM: 'truecolor' }, 'true'],
    [{ isTTY: true }, { TERM: 'xterm-256color', NO_COLOR: '1' }, 'none'],
    [{ isTTY: true }, { TERM: 'dumb' }, 'none'],
    [{}, { TERM: 'xterm-256color' }, 'none'],
    [{}, { FORCE_COLOR: '3' }, 'true'],
  ] as const)('of %j with %j is %s', (stream, env, depth) => {
    expect(colourDepth(stream, env)).toBe(depth);
  });
});
