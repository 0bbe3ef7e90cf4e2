import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportRun, RunRecorder, SavedRun } from '../../../src/analysis/index.js';
import { RunFileError } from '../../../src/run/file/index.js';
import { RunStore } from '../../../src/run/index.js';
import type { FindingView, RunStatus } from '../../../src/shared/panelProtocol.js';
import { layerInfo, stepEvent } from '../run/events.js';

/** A run that goes on as the test likes. */
class GrowingRun {
  readonly root = '/work';
  readonly store = new RunStore();
  readonly findings: FindingView[] = [];
  private readonly listeners = new Set<() => void>();
  phase: RunStatus['phase'] = 'running';

  constructor() {
    this.store.setLayers([layerInfo('a'), layerInfo('=b, "c"')]);
  }

  get status(): RunStatus {
    return {
      id: 'r', file: 'model.ts', phase: this.phase, stopped: null, backend: null, seed: 1, steps: this.store.stepCount, stepLimit: null, seconds: 1,
      dataKind: 'program', failure: null, stale: false, notes: [], live: false, trials: null,
    };
  }

  onChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  step(): void {
    const { stepCount } = this.store;
    this.store.append(stepEvent(stepCount, { 'a': { values: { activationMean: stepCount } }, '=b, "c"': { groups: 1, values: { activationMean: NaN } } }));
    for (const listener of this.listeners) listener();
  }
}

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-saved-'));
  file = path.join(folder, 'x.gradrun');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('a run that is recorded', () => {
  it('can be opened while it goes on, and is followed to its end', async () => {
    const run = new GrowingRun();
    const recorder = new RunRecorder(run, file, 'Test 1');
    run.step();
    await expect.poll(() => fs.statSync(file).size).toBeGreaterThan(0);
    const saved = await SavedRun.open(file);
    expect(saved.status).toMatchObject({ phase: 'running', steps: 1, notes: [expect.stringMatching(/not complete/)] });
    const news: string[] = [];
    saved.onChange((what) => news.push(what));
    run.step();
    await expect.poll(() => saved.store.value('a', 'activationMean', 1), { timeout: 10_000 }).toBe(1);
    expect(news).toContain('steps');
    run.phase = 'done';
    recorder.close();
    await expect.poll(() => saved.status, { timeout: 10_000 }).toMatchObject({ phase: 'done', notes: [] });
    saved.dispose();
  });

  it('goes on when the disk is full, and the error is told at the end', () => {
    const run = new GrowingRun();
    const recorder = new RunRecorder(run, '/dev/full', 'Test 1');
    run.step();
    expect(() => recorder.close()).toThrow(/ENOSPC/);
    expect(run.store.stepCount).toBe(1);
  });

  it('whose file was damaged later is shown up to there, and says so', async () => {
    const run = new GrowingRun();
    run.step();
    const bytes = Buffer.concat([...exportRun('gradrun', run, neverAsked, 'Test 1')] as Buffer[]);
    fs.writeFileSync(file, Buffer.concat([bytes.subarray(0, bytes.length - 20), Buffer.alloc(60, 1)]));
    const saved = await SavedRun.open(file);
    expect(saved.status).toMatchObject({ steps: 1, notes: [expect.stringMatching(/^The run's file is damaged/)] });
    saved.dispose();
  });

  it('that is none is refused', async () => {
    fs.writeFileSync(file, 'nothing of the kind');
    await expect(SavedRun.open(file)).rejects.toThrow(RunFileError);
    fs.writeFileSync(file, '');
    await expect(SavedRun.open(file)).rejects.toThrow('holds no run yet');
  });
});

describe('an export', () => {
  it('as CSV has a row a step and layer, and no cell that a spreadsheet takes for a formula', () => {
    const run = new GrowingRun();
    run.step();
    run.step();
    const [header, ...rows] = [...exportRun('csv', run, neverAsked, 'Test 1')].join('').trimEnd().split('\r\n');
    expect(header).toMatch(/^step,time,loss,layer,activationMean,/);
    expect(rows.map((row) => row.split(',').slice(0, 5).join())).toEqual([
      '0,0.0,1,a,0', `0,0.0,1,"'=b, ""c"""`, '1,10.0,0.5,a,1', `1,10.0,0.5,"'=b, ""c"""`,
    ]);
    expect(rows[1]).toMatch(/^0,0\.0,1,"'=b, ""c""",NaN,/);
    expect(rows[1]).toMatch(/,,,$/);
  });
});

function neverAsked(): never {
  throw new Error('Only a web page needs the panel.');
}
