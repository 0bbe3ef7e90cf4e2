import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunFileError, RunFileReader, RunFileWriter } from '../../../src/run/file/index.js';
import type { RunSnapshot } from '../../../src/run/file/index.js';
import { RunStore } from '../../../src/run/index.js';
import type { FindingView, RunStatus } from '../../../src/shared/panelProtocol.js';
import { Group, STATISTICS } from '../../../src/shared/statistics.js';
import { layerInfo, modelInfo, oneBinHistograms, stepEvent } from './events.js';

function status(more: Partial<RunStatus> = {}): RunStatus {
  return {
    id: 'r', file: 'model.ts', phase: 'running', stopped: null, backend: null, seed: 1, steps: 0, stepLimit: 500, seconds: 1.5,
    dataKind: 'program', failure: null, stale: false, notes: ['A note.'], live: false, trials: null, ...more,
  };
}

const finding: FindingView = {
  rule: 'exploding-gradient', severity: 'error', layers: ['a'], step: 2, stepsSeen: 5, confidence: 0.9, message: 'It explodes.', cause: 'Because.',
  evidence: { growth: Infinity, ratios: [NaN, 2], causeId: 'weights' }, consequences: [{ rule: 'non-finite', layers: ['b'], step: 3 }], remedies: [],
};

/** A run whose steps differ in every respect in which steps can differ. */
function run(): RunSnapshot & { store: RunStore } {
  const store = new RunStore();
  store.setModels([modelInfo('model', ['a', 'b'])]);
  store.setLayers([
    layerInfo('a', { site: { file: 'model.ts', line: 3, column: 1 } }),
    layerInfo('b', { depth: 1, recurrent: 'forward', callers: [{ file: 'x.ts', line: 9, column: 2 }] }),
  ]);
  store.append(stepEvent(0, { a: { values: { activationMean: NaN, updateNorm: Infinity } }, b: {} }, { histograms: oneBinHistograms(2) }));
  store.append(stepEvent(1, { a: { groups: Group.Activation, values: { activationMean: 0.1 } } }, { loss: NaN, models: ['model', 'other'] }));
  store.append(stepEvent(4, { a: {}, b: {} }, {
    regularizationLoss: 0.25, hidden: { times: Uint32Array.of(0, 3), values: Float32Array.of(1, NaN, 3) },
    inspection: { step: 4, inputs: [], targets: [], lossCalls: [], reduction: 'mean', feedback: 0.5, variables: 'all', kernels: [] },
    firstNonFinite: { step: 4, layer: 'b', where: 'update', weight: 'kernel' },
  }));
  store.append(stepEvent(5, {}, { loss: -Infinity }));
  return { root: '/work', status: status({ steps: 6 }), store, findings: [finding] };
}

function file(...snapshots: RunSnapshot[]): Buffer {
  const writer = new RunFileWriter('Test 1');
  return Buffer.concat([...snapshots.flatMap((snapshot) => [...writer.take(snapshot)]), writer.end()]);
}

function read(bytes: Buffer): RunFileReader {
  const reader = new RunFileReader();
  reader.push(bytes);
  return reader;
}

/** Everything that rules and views can ask of a store. */
function contents(store: RunStore) {
  return {
    layers: store.layers, models: store.models, stepCount: store.stepCount, firstNonFinite: store.firstNonFinite, inspections: store.inspections,
    steps: Array.from({ length: store.stepCount }, (_, step) => ({
      loss: store.loss(step), penalty: store.regularizationLoss(step), time: store.time(step), models: store.modelsOf(step),
      values: store.layers.map(({ id }) => STATISTICS.map((statistic) => store.value(id, statistic, step))),
      histogram: store.histogram('b', step, 'weightGradient'),
      hidden: store.hiddenGradient('b', step),
    })),
  };
}

describe('a run file', () => {
  it('gives back the run that was written', () => {
    const written = run();
    const reader = read(file(written));
    expect(contents(reader.store)).toEqual(contents(written.store));
    expect(reader).toMatchObject({ root: '/work', status: written.status, findings: [finding], isComplete: true, isWhole: true });
  });

  it('can be read while it is written, in pieces of any size', () => {
    const written = run();
    const writer = new RunFileWriter('Test 1');
    const reader = new RunFileReader();
    const pass = (): void => {
      for (const byte of Buffer.concat([...writer.take(written)])) reader.push(Buffer.of(byte));
    };
    pass();
    for (let step = 6; step < 300; step++) written.store.append(stepEvent(step, { a: { values: { activationMean: step } } }));
    pass();
    expect(reader.isComplete).toBe(false);
    expect(contents(reader.store)).toEqual(contents(written.store));
    written.store.setLayers([layerInfo('late', { depth: 2 })]);
    written.store.append(stepEvent(300, { late: { values: { activationMean: 7 } } }));
    pass();
    expect(reader.store.value('late', 'activationMean', 300)).toBe(7);
  });

  it('begins anew where the run did', () => {
    const first = run();
    const second: RunSnapshot = { ...run(), store: new RunStore(), findings: [] };
    second.store.append(stepEvent(0, { a: {} }));
    const reader = read(file(first, second));
    expect(reader.store.stepCount).toBe(1);
    expect(reader.findings).toEqual([]);
  });

  it('is good up to where it was cut off', () => {
    const whole = file(run());
    const reader = read(whole.subarray(0, whole.length - 5));
    expect(reader.store.stepCount).toBe(6);
    expect(reader).toMatchObject({ isComplete: false, isWhole: false });
  });

  it.each([
    ['another kind of file', () => Buffer.from('{"version": 1, "root": "/"}'), /is not a run of Gradient Inspector/],
    ['a future version', () => withByte(file(run()), 8, 2), /has format 2, and this version .* reads format 1: update it/],
    ['a damaged chunk', () => withByte(file(run()), 60, 0xff), /is damaged: a piece of it does not match its checksum/],
    ['an impossible length', () => withByte(file(run()), 15, 0xff), /is damaged: it announces a piece of an impossible size/],
    ['other statistics', () => altered((head) => head.replace('activationMean', 'activationAvg')), /was written by Test 1, which measures other quantities/],
    ['a kind of record that is not known', () => altered((head) => head.replace('"type":"begin"', '"type":"start"')), /this version .* cannot read/],
  ])('of %s is refused in one sentence', (_, bytes, message) => {
    expect(() => read(bytes())).toThrow(RunFileError);
    expect(() => read(bytes())).toThrow(message);
  });

  it('however damaged, is read or refused, and never brings the reader down', () => {
    const chunk = firstChunk();
    const damage = fc.array(fc.record({ at: fc.nat(chunk.length - 1), value: fc.nat(255) }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(damage, fc.boolean(), fc.nat(chunk.length), (bytes, cut, length) => {
      const damaged = Buffer.from(chunk);
      for (const { at, value } of bytes) damaged[at] = value;
      // The checksum is right: what is damaged gets as far as it can.
      expectReadOrRefused(packed(cut ? damaged.subarray(0, length) : damaged));
    }), { numRuns: 2000 });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expectReadOrRefused(packed(Buffer.from(bytes)));
      expectReadOrRefused(Buffer.concat([file(run()).subarray(0, 12), bytes]));
    }), { numRuns: 500 });
  });
});

function expectReadOrRefused(bytes: Buffer): void {
  try {
    contents(read(bytes).store);
  } catch (error) {
    expect(error).toBeInstanceOf(RunFileError);
  }
}

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  bytes[at] = value;
  return bytes;
}

/** The records of the run, unpacked. */
function firstChunk(): Buffer {
  const bytes = file(run());
  return gunzipSync(bytes.subarray(16, 16 + bytes.readUInt32LE(12)));
}

/** A file of one chunk with these records. */
function packed(records: Buffer): Buffer {
  const body = gzipSync(records);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([file(run()).subarray(0, 12), length, body]);
}

/** A file whose first record has another head, of the same length. */
function altered(change: (head: string) => string): Buffer {
  const chunk = firstChunk();
  const length = chunk.readUInt32LE(0);
  const head = Buffer.from(change(chunk.toString('utf8', 4, 4 + length)));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  return packed(Buffer.concat([size, head, chunk.subarray(4 + length)]));
}
