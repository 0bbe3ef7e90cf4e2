import { describe, expect, it, vi } from 'vitest';
import type { Analysis } from '../../../src/analysis/index.js';
import { RunStore } from '../../../src/run/index.js';
import type { HostToPanel, RunStatus } from '../../../src/shared/panelProtocol.js';
import type { LayerInfo } from '../../../src/shared/run.js';
import { STATISTIC_COUNT } from '../../../src/shared/statistics.js';
import { RunFeed } from '../../../src/views/runFeed.js';

type Listener = Parameters<Analysis['onChange']>[0];

function layer(id: string, depth: number): LayerInfo {
  return {
    id, name: id, className: 'Dense', activation: null, kernelInitializer: null, depth, model: null, parent: null, recurrent: null, calls: 1,
    outputShape: null, weights: [], inbound: [], site: null, callers: [],
  };
}

/** A run in the host, and everything that a webview was sent of it. */
class Scene {
  store = new RunStore();
  readonly sent: HostToPanel[] = [];
  stale = false;
  readonly origin = 'own';
  private listeners: Listener[] = [];

  readonly analysis = this.withStore({
    findings: [],
    status: { id: 'run', phase: 'running', stale: false } as unknown as RunStatus,
    onChange: (listener: Listener) => {
      this.listeners.push(listener);
      return { dispose: () => this.listeners.splice(this.listeners.indexOf(listener), 1) };
    },
  }) as unknown as Analysis;

  /** With the store of that time. */
  private withStore(analysis: object): object {
    return Object.defineProperty(analysis, 'store', { get: () => this.store });
  }

  /** A step in which every one of `rows` has `value` everywhere. */
  step(step: number, rows: string[], value: number): void {
    this.store.append({
      type: 'step', step, time: step, models: [], loss: value, regularizationLoss: null, rows, groups: new Uint8Array(rows.length).fill(15),
      values: new Float32Array(rows.length * STATISTIC_COUNT).fill(value), histograms: null, hidden: null, firstNonFinite: null, inspection: null,
    });
    this.tell('steps');
  }

  tell(what: Parameters<Listener>[0]): void {
    for (const listener of [...this.listeners]) listener(what);
  }

  get listening(): number {
    return this.listeners.length;
  }

  feed(): RunFeed {
    return new RunFeed(this, async (message) => {
      this.sent.push(structuredClone(message));
    });
  }

  /** The loss of each step as the webview has it, the last word on each. */
  get losses(): (number | undefined)[] {
    const losses: number[] = [];
    for (const message of this.sent) {
      if (message.type === 'steps') message.loss.forEach((loss, i) => { losses[message.first + i] = loss; });
    }
    return losses;
  }
}

describe('a run sent to a webview', () => {
  it('comes whole at first: a reset, the layers, the steps so far, the findings', async () => {
    const scene = new Scene();
    scene.store.setLayers([layer('a', 0)]);
    for (let step = 0; step < 3; step += 1) scene.step(step, ['a'], step);
    scene.feed();
    await vi.waitFor(() => expect(scene.sent.at(-1)?.type).toBe('findings'));
    expect(scene.sent.map(({ type }) => type)).toEqual(['reset', 'layers', 'status', 'steps', 'findings']);
    expect(scene.losses).toEqual([0, 1, 2]);
  });

  it('goes on with what is new only, many steps in one message', async () => {
    const scene = new Scene();
    scene.store.setLayers([layer('a', 0)]);
    scene.step(0, ['a'], 0);
    scene.feed();
    await vi.waitFor(() => expect(scene.losses).toEqual([0]));
    const before = scene.sent.length;
    for (let step = 1; step < 40; step += 1) scene.step(step, ['a'], step);
    await vi.waitFor(() => expect(scene.losses).toHaveLength(40));
    const blocks = scene.sent.slice(before).filter((message) => message.type === 'steps');
    expect(blocks.map(({ first, count }) => [first, count])).toEqual([[1, 39]]);
  });

  it('sends the numbers again when a layer that they belong to becomes known only later', async () => {
    const scene = new Scene();
    scene.store.setLayers([layer('a', 0)]);
    scene.step(0, ['a', 'late'], 5);
    scene.feed();
    await vi.waitFor(() => expect(scene.losses).toEqual([5]));
    scene.store.setLayers([layer('late', 1)]);
    scene.tell('layers');
    await vi.waitFor(() => expect(scene.sent.filter(({ type }) => type === 'steps')).toHaveLength(2));
    const [, again] = scene.sent.filter((message) => message.type === 'steps');
    expect(again).toMatchObject({ first: 0, count: 1, layers: 2 });
    expect([...again.values]).toEqual(Array.from({ length: 2 * STATISTIC_COUNT }, () => 5));
  });

  it('cuts a long run into blocks that join without a gap', async () => {
    const scene = new Scene();
    const rows = Array.from({ length: 100 }, (_, i) => `layer${i}`);
    scene.store.setLayers(rows.map(layer));
    for (let step = 0; step < 300; step += 1) scene.step(step, rows, step);
    scene.feed();
    await vi.waitFor(() => expect(scene.losses).toHaveLength(300));
    expect(scene.losses).toEqual(Array.from({ length: 300 }, (_, step) => step));
    const sizes = scene.sent.flatMap((message) => (message.type === 'steps' ? message.values.byteLength : []));
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2 ** 20);
  });

  it('sends everything anew when the run begins anew', async () => {
    const scene = new Scene();
    scene.store.setLayers([layer('a', 0)]);
    for (let step = 0; step < 3; step += 1) scene.step(step, ['a'], step);
    scene.feed();
    await vi.waitFor(() => expect(scene.sent.at(-1)?.type).toBe('findings'));
    scene.sent.length = 0;
    scene.store = new RunStore();
    scene.tell('restart');
    scene.store.setLayers([layer('b', 0)]);
    scene.step(0, ['b'], 7);
    await vi.waitFor(() => expect(scene.losses).toEqual([7]));
    expect(scene.sent[0]).toMatchObject({ type: 'reset' });
    expect(scene.sent.flatMap((message) => (message.type === 'layers' ? message.layers.map(({ id }) => id) : []))).toEqual(['b']);
  });

  it('says when the source was edited', async () => {
    const scene = new Scene();
    const feed = scene.feed();
    scene.stale = true;
    feed.tell('status');
    await vi.waitFor(() => expect(scene.sent.at(-1)).toMatchObject({ type: 'status', status: { stale: true } }));
  });

  it('selects a layer only once the webview has it', async () => {
    const scene = new Scene();
    const feed = scene.feed();
    feed.select('a');
    await vi.waitFor(() => expect(scene.sent.length).toBeGreaterThan(3));
    expect(scene.sent.map(({ type }) => type)).not.toContain('select');
    scene.store.setLayers([layer('a', 0)]);
    scene.tell('layers');
    await vi.waitFor(() => expect(scene.sent.at(-1)).toEqual({ type: 'select', layer: 'a' }));
  });

  it('sends nothing more, and listens no more, after its end', async () => {
    const scene = new Scene();
    scene.store.setLayers([layer('a', 0)]);
    const feed = scene.feed();
    await vi.waitFor(() => expect(scene.sent.at(-1)?.type).toBe('findings'));
    feed.dispose();
    const before = scene.sent.length;
    scene.step(0, ['a'], 1);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(scene.sent).toHaveLength(before);
    expect(scene.listening).toBe(0);
  });
});
