import { describe, expect, it } from 'vitest';
import { HiddenStore } from '../../../src/run/hiddenStore.js';

function series(...each: number[][]): { times: Uint32Array; values: Float32Array } {
  return { times: Uint32Array.from(each, (values) => values.length), values: Float32Array.from(each.flat()) };
}

describe('gradients with respect to hidden states', () => {
  it('are told by layer and step, whatever other rows a step has', () => {
    const store = new HiddenStore(1e6);
    store.push(0, ['dense', 'lstm', 'gru'], series([], [1, 2, 3], [4, 5]));
    store.push(3, ['gru', 'lstm'], series([6], []));
    expect(store.get('lstm', 0)).toEqual(Float32Array.of(1, 2, 3));
    expect(store.get('gru', 0)).toEqual(Float32Array.of(4, 5));
    expect(store.get('gru', 3)).toEqual(Float32Array.of(6));
    for (const [layer, step] of [['dense', 0], ['lstm', 3], ['gru', 1], ['other', 0]] as const) expect(store.get(layer, step)).toBeUndefined();
    expect(store.bytes).toBe(24);
  });

  it('stay within their memory: steps are thinned evenly, first and newest are always there, time steps are whole', () => {
    const [times, room] = [100, 32];
    const store = new HiddenStore(room * times * 4);
    const steps = 1000;
    for (let step = 0; step < steps; step++) {
      store.push(step, ['lstm'], series(new Array<number>(times).fill(step)));
      expect(store.bytes).toBeLessThanOrEqual(room * times * 4);
      for (const there of [0, step]) expect([store.get('lstm', there)?.length, store.get('lstm', there)?.at(-1)]).toEqual([times, there]);
    }
    const kept = Array.from({ length: steps }, (_, step) => step).filter((step) => store.get('lstm', step));
    expect(kept.length).toBeGreaterThan(room / 2);
    const gaps = kept.slice(1, -1).map((step, i) => step - kept[i]!);
    expect(new Set(gaps).size).toBe(1);
  });

  it('of models that take turns are all kept on', () => {
    const store = new HiddenStore(16 * 10 * 4);
    for (let step = 0; step < 200; step++) store.push(step, [step % 2 ? 'odd' : 'even'], series(Array.from({ length: 10 }, () => 1)));
    const count = (layer: string): number => Array.from({ length: 200 }, (_, step) => step).filter((step) => store.get(layer, step)).length;
    expect(count('odd')).toBeGreaterThan(3);
    expect(count('even')).toBeGreaterThan(3);
  });
});
