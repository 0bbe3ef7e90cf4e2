import { describe, expect, it } from 'vitest';
import { CellPyramid } from '../../../webview/common/cellPyramid.js';
import { NON_FINITE, NOT_CAPTURED, quantityById } from '../../../webview/common/quantities.js';
import { ShownRun } from '../../../webview/common/shownRun.js';
import { block, layer, model, type Numbers } from '../../webview/runs.js';

const QUANTITY = quantityById('outputGradientRms');

function runOf(layerCount: number): { run: ShownRun; layers: ReturnType<typeof layer>[] } {
  const layers = Array.from({ length: layerCount }, (_, i) => layer(`l${i}`, i));
  const run = new ShownRun('run-1');
  run.setLayers(layers, [model(layers)]);
  return { run, layers };
}

/** The largest of a slot's cells over some steps, straight from the definition. */
function largest(cells: number[][], slot: number, from: number, end: number): number {
  return Math.max(...cells.slice(from, end).map((column) => column[slot]!));
}

describe('the pyramid of cells', () => {
  it('holds at every level the largest cell of the steps that a column stands for, however the steps came in', () => {
    const { run, layers } = runOf(3);
    const cells = Array.from({ length: 777 }, (_, step) => layers.map((_, slot) => {
      if (step % 50 === 49 && slot === 1) return NOT_CAPTURED;
      if (step === 333 && slot === 2) return NON_FINITE;
      return Math.fround(Math.abs(Math.sin(step * 7.3 + slot)) + (step === 600 ? 1e6 : 0));
    }));
    const numbersAt = (slot: number, step: number): Numbers | null => {
      const cell = cells[step]![slot]!;
      if (cell === NOT_CAPTURED) return null;
      return cell === NON_FINITE ? { outputGradientRms: NaN, outputGradientNonFinite: 3 } : { outputGradientRms: cell };
    };
    const pyramid = new CellPyramid(run, QUANTITY);
    for (let first = 0; first < 777; first += 30) {
      run.append(block(layers, first, Math.min(30, 777 - first), numbersAt, () => 1));
      pyramid.update(() => undefined);
    }
    for (let level = 0; level <= 10; level++) {
      expect(pyramid.columns(level)).toBe(Math.ceil(777 / 2 ** level));
      for (let column = 0; column < pyramid.columns(level); column++) {
        for (let slot = 0; slot < 3; slot++) {
          expect(pyramid.cells(level)[column * 3 + slot]).toBe(largest(cells, slot, column * 2 ** level, (column + 1) * 2 ** level));
        }
      }
    }
  });

  it('follows numbers that are sent again because a layer came late', () => {
    const { run, layers } = runOf(2);
    const pyramid = new CellPyramid(run, QUANTITY);
    run.append(block(layers, 0, 5, () => ({ outputGradientRms: 2 }), () => 1));
    pyramid.update(() => undefined);
    const more = [layers[0]!, layer('late', 0.5), layers[1]!];
    run.setLayers(more, [model(more)]);
    run.append(block(more, 0, 5, (row) => ({ outputGradientRms: row === 1 ? 7 : 3 }), () => 1));
    expect(pyramid.update(() => undefined)).toBe(0);
    const top = pyramid.cells(3);
    expect(more.map(({ id }) => top[run.slot(id)!])).toEqual([3, 7, 3]);
  });

  it('tells every new cell once', () => {
    const { run, layers } = runOf(4);
    const pyramid = new CellPyramid(run, QUANTITY);
    const told: number[] = [];
    run.append(block(layers, 0, 10, () => ({ outputGradientRms: 1 }), () => 1));
    pyramid.update((cell) => told.push(cell));
    expect(pyramid.update((cell) => told.push(cell))).toBe(10);
    expect(told).toHaveLength(40);
  });
});
