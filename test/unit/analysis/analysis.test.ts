import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { trainerSetup } from '../../../src/analysis/index.js';
import type { Analysis, Change } from '../../../src/analysis/index.js';
import { TrainerProcess } from '../../../src/run/index.js';
import { analysisBy, fakeTrainer, folderWith, removeFolders } from './workspace.js';

afterEach(removeFolders);

async function paused(analysis: Analysis): Promise<void> {
  await vi.waitFor(() => expect(analysis.status.phase).toBe('paused'), 10_000);
}

describe('Analysis', () => {
  it('tells a whole run: phases, steps, its end', async () => {
    const analysis = analysisBy('obedient', { seed: 5, steps: 3 });
    const phases = new Set<string>();
    const changes = new Set<Change>();
    analysis.onChange((what) => {
      changes.add(what);
      phases.add(analysis.status.phase);
    });
    expect(analysis.status.phase).toBe('starting');
    await analysis.start();
    expect([...phases]).toEqual(['running', 'done']);
    expect(changes).toContain('steps');
    expect(changes).toContain('findings');
    expect(analysis.status).toMatchObject({
      file: 'model.js', stopped: 'end', steps: 3, stepLimit: 3, seed: 5, failure: null, live: false,
    });
    expect(analysis.store.value('dense', 'activationMean', 2)).toBe(0.5);
    expect(analysis.program!.sources).toEqual([analysis.file]);
  });

  it('tells a syntax error at its place and leaves no child behind', async () => {
    const root = folderWith({ 'model.js': 'const a = 1;\nconst b = ;\n' });
    const analysis = analysisBy('stubborn', { root });
    await analysis.start();
    expect(analysis.status).toMatchObject({ phase: 'done', stopped: 'error', steps: 0, failure: { file: 'model.js', line: 2 } });
  });

  it('uses the text that it is given in place of the disk', async () => {
    const root = folderWith({ 'model.js': 'const b = ;\n' });
    const analysis = analysisBy('obedient', { root, overrides: new Map([[path.join(root, 'model.js'), 'module.exports = 1;\n']]) });
    await analysis.start();
    expect(analysis.status.failure).toBeNull();
  });

  it('keeps what was captured before a crash, and says what happened', async () => {
    const analysis = analysisBy('crash');
    await analysis.start();
    expect(analysis.status).toMatchObject({ stopped: 'error', steps: 1 });
    expect(analysis.status.failure!.message).toContain('SIGSEGV');
    expect(analysis.status.failure!.stack).toContain('about to crash');
  });

  it('tells exhausted memory from other ends', async () => {
    const analysis = analysisBy('outOfMemory', { maxHeapMb: 40 });
    await analysis.start();
    expect(analysis.status).toMatchObject({ stopped: 'memory', steps: 1 });
  });

  it('ends a stuck run at its limit of seconds and five, as a time limit when there were steps', async () => {
    const analysis = analysisBy('silent', { seconds: 0.1 });
    await analysis.start();
    expect(analysis.status).toMatchObject({ stopped: 'seconds', steps: 2, failure: null });
    expect(analysis.status.seconds).toBeGreaterThanOrEqual(5.1);
  });

  it('stops when the user asks, and keeps the steps', async () => {
    const analysis = analysisBy('silent');
    const over = analysis.start();
    await vi.waitFor(() => expect(analysis.store.stepCount).toBe(2), 10_000);
    await analysis.stop();
    await over;
    expect(analysis.status).toMatchObject({ phase: 'done', stopped: 'user', steps: 2, failure: null });
  });

  it('can be stopped while it starts', async () => {
    const analysis = analysisBy('neverReady');
    const over = analysis.start();
    await analysis.stop();
    await over;
    expect(analysis.status).toMatchObject({ phase: 'done', stopped: 'user', steps: 0, failure: null });
  });

  it('pauses at the limit, continues for as much again, and then to the end', async () => {
    const analysis = analysisBy('pausing', { steps: 5, atLimit: 'pause' });
    const over = analysis.start();
    await paused(analysis);
    expect(analysis.status).toMatchObject({ stopped: 'steps', steps: 5 });
    analysis.continue(false);
    expect(analysis.status).toMatchObject({ phase: 'running', stopped: null, stepLimit: 10 });
    await paused(analysis);
    expect(analysis.status.steps).toBe(10);
    analysis.continue(true);
    await over;
    expect(analysis.status).toMatchObject({ phase: 'done', stopped: 'end', steps: 12, stepLimit: null });
  });

  it('remembers why a paused run had stopped when the user lets it go', async () => {
    const analysis = analysisBy('pausing', { steps: 5, atLimit: 'pause' });
    const over = analysis.start();
    await paused(analysis);
    await analysis.stop();
    await over;
    expect(analysis.status).toMatchObject({ phase: 'done', stopped: 'steps', steps: 5 });
  });

  it.each([[[], 'The GPU was lost.'], [['crash'], 'The training process crashed (SIGSEGV).']])(
    'begins anew on the next backend when the one that it chose itself fails, and says so %j', async (args, reason) => {
      const analysis = analysisBy('gpuFails', { args });
      const seen: string[] = [];
      analysis.onChange((what) => {
        if (what === 'restart') seen.push(`restart with ${analysis.store.stepCount} steps`);
        if (what === 'status' && analysis.status.backend) seen.push(analysis.status.backend.name);
      });
      await analysis.start();
      expect([...new Set(seen)]).toEqual(['webgpu', 'restart with 0 steps', 'wasm']);
      expect(analysis.status).toMatchObject({
        stopped: 'end', failure: null, steps: 3,
        backend: { name: 'wasm', passedOver: [{ name: 'webgpu', reason }] },
        notes: [`After 2 steps the run began anew without the backend "webgpu": ${reason}`, 'CPU'],
      });
      expect([0, 1, 2].map((step) => analysis.store.loss(step))).toEqual([1, 1, 1]);
    });

  it('fails on a backend that the user has named', async () => {
    const analysis = analysisBy('gpuFails', { backend: 'webgpu' });
    await analysis.start();
    expect(analysis.status).toMatchObject({ stopped: 'error', steps: 2, failure: { message: 'The GPU was lost.' }, backend: { name: 'webgpu' } });
  });

  it('uses up a standby, and fences live runs', async () => {
    const root = folderWith({ 'model.js': 'module.exports = 1;\n' });
    const file = path.join(root, 'model.js');
    const setup = trainerSetup({ file, live: true });
    expect(setup.backend).toBe('wasm');
    const standby = new TrainerProcess(setup, { trainerPath: fakeTrainer('writer') });
    await standby.ready;
    const analysis = analysisBy('neverReady', { root, live: true, standby });
    await analysis.start();
    expect(analysis.status).toMatchObject({ live: true, stepLimit: 30, notes: ['outside: ERR_ACCESS_DENIED', 'inside: written'] });
  });
});
