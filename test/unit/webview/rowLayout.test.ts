import { describe, expect, it } from 'vitest';
import { groupsOf, inDepthOrder } from '../../../webview/common/rows.js';
import { NAMED_ROW, layOutRows, nameTop, namedRows, rowAt } from '../../../webview/panel/rowLayout.js';
import { adversarial, large, layer } from '../../webview/runs.js';

const single = (count: number): { name: null; first: number; count: number }[] => [{ name: null, first: 0, count }];

describe('rows', () => {
  it('fill the height, two hundred of them as well as ten', () => {
    expect(layOutRows(single(200), 540).height).toBeCloseTo(540, 6);
    expect(layOutRows(single(14), 540).height).toBeGreaterThan(540 - 14);
  });

  it('are found under the mouse', () => {
    const { layers, models } = adversarial();
    const layout = layOutRows(groupsOf(inDepthOrder(layers, models), models), 400);
    layout.tops.forEach((top, row) => {
      expect(rowAt(layout, top)).toBe(row);
      expect(rowAt(layout, top + layout.rowHeight - 0.01)).toBe(row);
    });
    expect(rowAt(layout, 1)).toBeNull();
    expect(rowAt(layout, layout.height + 1)).toBeNull();
  });

  it('are headed by their model where there are several', () => {
    const { layers, models } = adversarial();
    const variable = layer('w', 0, { model: null, className: 'Variable' });
    const shown = inDepthOrder([variable, ...layers], models);
    const groups = groupsOf(shown, models).map(({ name, count }) => [name, count]);
    expect(groups).toEqual([['generator', 5], ['discriminator', 4], ['Variables', 1]]);
    expect(groupsOf(layers.slice(0, 5), models)[0]!.name).toBeNull();
  });

  it('have names that never overlap, the wanted ones first', () => {
    const { layers } = large(200, 1);
    const layout = layOutRows(single(layers.length), 540);
    const named = namedRows(layout, [101, 3]);
    expect(named).toContain(101);
    expect(named).toContain(3);
    expect(named.length).toBeGreaterThan(20);
    const tops = named.map((row) => nameTop(layout, row));
    for (let i = 1; i < tops.length; i++) expect(tops[i]! - tops[i - 1]!).toBeGreaterThanOrEqual(NAMED_ROW);
    expect(tops.at(-1)! + NAMED_ROW).toBeLessThanOrEqual(layout.height);
  });

  it('all have a name where there is room', () => {
    expect(namedRows(layOutRows(single(12), 400), [])).toHaveLength(12);
  });
});
