import { describe, expect, it } from 'vitest';
import type { HostToPanel } from '../../../src/shared/panelProtocol.js';
import { fromWire, toWire } from '../../../src/shared/wire.js';

const values = new Float32Array(20_000).map((_, i) => Math.sin(i) * 1e-30);
values.set([NaN, Infinity, -Infinity, -0], 7);
const message: HostToPanel = {
  type: 'steps', runId: 'run', first: 3, count: 1, layers: 2, groups: Uint8Array.of(0, 15, 255), values: values.subarray(5),
  loss: Float32Array.of(NaN), lossKnown: new Uint8Array(0),
};

describe('a message on its way to a webview', () => {
  it('survives being written as JSON, to the last bit', () => {
    expect(fromWire(JSON.parse(JSON.stringify(toWire(message))) as Record<string, unknown>)).toEqual(message);
  });

  it('may also arrive as it was made', () => {
    expect(fromWire(message as unknown as Record<string, unknown>)).toEqual(message);
  });

  it('keeps what is no array', () => {
    const select: HostToPanel = { type: 'select', layer: 'dense' };
    expect(fromWire(toWire(select))).toEqual(select);
    const reset: HostToPanel = { type: 'reset', status: null, origin: 'own' };
    expect(fromWire(toWire(reset))).toEqual(reset);
  });
});
