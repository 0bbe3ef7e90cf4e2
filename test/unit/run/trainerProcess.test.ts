import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fenceFlag, scratchFolder, TrainerProcess } from '../../../src/run/index.js';
import type { TrainerProcessOptions } from '../../../src/run/index.js';
import type { StartCommand, TrainerEvent, TrainerSetup } from '../../../src/shared/trainerProtocol.js';

const SETUP: TrainerSetup = { packageRoot: '/nowhere', backend: 'wasm', fence: null };
const START: StartCommand = {
  type: 'start', program: { file: '/nowhere/model.ts', code: '', format: 'commonjs' }, entry: null, args: [], cwd: os.tmpdir(),
  seed: 1, capture: 'every', histograms: false, steps: null, seconds: null, atLimit: 'end',
};

const started: TrainerProcess[] = [];

interface Trainer {
  child: TrainerProcess;
  events: TrainerEvent[];
  output: { stdout: string; stderr: string };
}

/** Starts one of the stand-ins for the trainer. */
function trainer(name: string, options: Partial<TrainerProcessOptions> = {}, setup: Partial<TrainerSetup> = {}): Trainer {
  const trainerPath = path.resolve(import.meta.dirname, '../../fixtures/trainers', `${name}.js`);
  const child = new TrainerProcess({ ...SETUP, ...setup }, { trainerPath, ...options });
  const events: TrainerEvent[] = [];
  const output = { stdout: '', stderr: '' };
  child.onEvent((event) => events.push(event));
  child.onOutput((text, stream) => { output[stream] += text; });
  started.push(child);
  return { child, events, output };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** An orphan that nobody has reaped yet is dead all the same. */
function isZombie(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return fs.existsSync(stat) && /\) Z /.test(fs.readFileSync(stat, 'utf8'));
}

beforeEach(() => { started.length = 0; });
afterEach(async () => {
  await Promise.all(started.map((child) => child.stop()));
});

describe('TrainerProcess', () => {
  it('waits warm until it is started, then delivers every event and all output before it is stopped', async () => {
    const { child, events, output } = trainer('obedient');
    const ready = await child.ready;
    expect(ready.backend.name).toBe('cpu');
    expect(child.ending).toBe(false);
    child.start(START);
    expect(await child.stopped).toMatchObject({ cause: 'exit', code: 0, lastLines: ['a word on stderr'] });
    expect(events.map(({ type }) => type)).toEqual(['ready', 'step', 'step', 'step', 'finished']);
    expect(output.stderr).toBe('a word on stderr\n');
    const told = JSON.parse(output.stdout) as { start: StartCommand; argv: string[]; execArgv: string[] };
    expect(told.start).toEqual(START);
    expect(JSON.parse(told.argv[0])).toEqual(SETUP);
    expect(told.execArgv).toContain('--max-old-space-size=4096');
  });

  it('gives the program a clean environment', async () => {
    vi.stubEnv('NODE_OPTIONS', '--throw-deprecation');
    vi.stubEnv('VSCODE_IPC_HOOK', 'x');
    vi.stubEnv('ELECTRON_NO_ATTACH_CONSOLE', '1');
    vi.stubEnv('MY_DATA', 'kept');
    const { child, output } = trainer('obedient');
    vi.unstubAllEnvs();
    await child.ready;
    child.start(START);
    await child.stopped;
    const { env } = JSON.parse(output.stdout) as { env: Record<string, string> };
    expect(env).not.toHaveProperty('NODE_OPTIONS');
    expect(env).not.toHaveProperty('VSCODE_IPC_HOOK');
    expect(env).not.toHaveProperty('ELECTRON_NO_ATTACH_CONSOLE');
    expect(env).toMatchObject({ MY_DATA: 'kept', ELECTRON_RUN_AS_NODE: '1' });
  });

  it('ends a child that does not speak the protocol, with one reason', async () => {
    const { child } = trainer('garbage');
    expect(await child.stopped).toMatchObject({ cause: 'protocol', message: expect.stringContaining('does not speak the protocol') });
  });

  it('notices a stream that ended in the middle of a frame', async () => {
    const { child } = trainer('truncated');
    const { cause, message } = await child.stopped;
    expect(cause).toBe('protocol');
    expect(message).toContain('97 bytes before the end of a frame');
  });

  it('tells a crash of native code, with the steps before it and the last words', async () => {
    const { child, events } = trainer('crash');
    await child.ready;
    child.start(START);
    expect(await child.stopped).toMatchObject({ cause: 'signal', signal: 'SIGSEGV', lastLines: ['about to crash'] });
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(1);
  });

  it('recognises an exhausted heap and keeps the steps before it', async () => {
    const { child, events } = trainer('outOfMemory', { maxHeapMb: 40 });
    await child.ready;
    child.start(START);
    const exit = await child.stopped;
    expect(exit.cause).toBe('memory');
    expect(exit.message).toContain('40 MB');
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(1);
  });

  it('ends a child whose resident memory exceeds its limit', async () => {
    const { child } = trainer('fat', { maxResidentMb: 250 });
    await child.ready;
    child.start(START);
    const exit = await child.stopped;
    expect(exit.cause).toBe('memory');
    expect(exit.message).toMatch(/took \d+ MB of memory, more than its limit of 250 MB/);
  });

  it('kills a child that ignores the polite request', async () => {
    const { child } = trainer('stubborn', { killGraceMs: 100 });
    await child.ready;
    const pid = child.pid!;
    await child.stop();
    expect(await child.stopped).toMatchObject({ cause: 'stopped', signal: 'SIGKILL' });
    expect(isAlive(pid)).toBe(false);
  });

  it.each([
    ['when it is stopped', 'wasm'],
    ['when it ends by itself', 'cpu'],
  ] as const)('leaves no process of the child\'s own behind %s', async (_, backend) => {
    const { child, output } = trainer('family', {}, { backend });
    await child.ready;
    if (backend === 'wasm') await child.stop();
    await child.stopped;
    const grandchild = Number(/grandchild (\d+)/.exec(output.stdout)![1]);
    await vi.waitFor(() => expect(isAlive(grandchild)).toBe(false));
  });

  it('gives up on a child that is never ready', async () => {
    const { child } = trainer('neverReady', { startTimeoutMs: 300 });
    await expect(child.ready).rejects.toThrow('not ready after 0.3 s');
    expect(await child.stopped).toMatchObject({ cause: 'start-timeout' });
  });

  it('says when it cannot be started at all', async () => {
    const { child } = trainer('obedient', { nodePath: path.join(os.tmpdir(), 'there-is-no-node-here') });
    await expect(child.ready).rejects.toThrow('could not be started');
    expect(await child.stopped).toMatchObject({ cause: 'spawn', code: null });
  });

  it('can be stopped at once, before it runs', async () => {
    const { child } = trainer('neverReady');
    await child.stop();
    expect(await child.stopped).toMatchObject({ cause: 'stopped' });
    await expect(child.ready).rejects.toThrow('was stopped');
  });

  it('warms a child up, model by model, until it is started', async () => {
    const { child, events } = trainer('warming');
    await child.ready;
    child.onEvent((event) => {
      if (event.type === 'note' && event.message === 'three models') child.start(START);
      if (event.type === 'paused') child.continue({ steps: null, seconds: null });
    });
    child.warmUp();
    await child.stopped;
    expect(events.slice(1).map((event) => (event.type === 'note' ? event.message : event.type)))
      .toEqual(['three models', 'paused', 'then continue', 'finished']);
  });

  it('answers a pause', async () => {
    const { child, events } = trainer('pausing');
    await child.ready;
    child.start({ ...START, steps: 4, atLimit: 'pause' });
    const steps = (): number => events.filter(({ type }) => type === 'step').length;
    await vi.waitFor(() => expect(events.at(-1)).toEqual({ type: 'paused', at: 'steps' }));
    expect(steps()).toBe(4);
    child.continue({ steps: null, seconds: null });
    await child.stopped;
    expect(steps()).toBe(12);
  });
});

describe('the fence', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fence-test-'));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('lets a fenced child write in its scratch folder alone, which goes with it', async () => {
    expect(await fenceFlag(process.execPath)).not.toBeNull();
    const scratch = scratchFolder();
    const { child, events } = trainer('writer', {}, { fence: { scratch } });
    await child.ready;
    expect(fs.existsSync(scratch)).toBe(true);
    child.start({ ...START, cwd: folder });
    await child.stopped;
    const notes = events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    expect(notes).toEqual(['outside: ERR_ACCESS_DENIED', 'inside: written']);
    expect(fs.readdirSync(folder)).toEqual([]);
    expect(fs.existsSync(scratch)).toBe(false);
  });

  it('does not start a child that it cannot fence', async () => {
    expect(await fenceFlag('/bin/true-but-no-node')).toBeNull();
    const { child } = trainer('writer', { nodePath: '/bin/true-but-no-node' }, { fence: { scratch: scratchFolder() } });
    await expect(child.ready).rejects.toThrow('cannot keep a program from writing files');
  });
});
