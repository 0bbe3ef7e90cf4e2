import fs from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { buildReport, reportJson } from '../../../src/analysis/index.js';
import { RunStore } from '../../../src/run/index.js';
import type { FindingView, RunStatus } from '../../../src/shared/panelProtocol.js';
import { RULES } from '../../../src/shared/report.js';
import type { Report } from '../../../src/shared/report.js';
import { Group } from '../../../src/shared/statistics.js';
import { layerInfo, modelInfo, stepEvent } from '../run/events.js';

const schema = JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, '../../../docs/report.schema.json'), 'utf8')) as {
  $defs: { rule: { enum: string[] } };
};
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

const STATUS: RunStatus = {
  id: '1', file: 'src/model.ts', phase: 'done', stopped: 'end', seed: 1, steps: 4, stepLimit: null, seconds: 1, dataKind: 'program',
  backend: { name: 'wasm', label: 'WebAssembly', passedOver: [{ name: 'webgpu', reason: 'No GPU.' }], notes: ['A note.'] },
  failure: null, stale: false, notes: [], live: false, trials: null,
};

const FINDING: FindingView = {
  rule: 'non-finite', severity: 'error', layers: ['a'], step: 2, stepsSeen: 4, confidence: 1, message: 'm', cause: 'c',
  evidence: { first: NaN, largest: [1, -Infinity], name: 'a' }, consequences: [{ rule: 'dead-relu', layers: ['b'], step: 3 }],
  remedies: [{
    id: 'r', title: 't', explanation: 'e', trial: null, createFiles: [{ file: 'clip.ts', text: 'x' }],
    edits: [{ file: 'src/model.ts', start: { line: 1, column: 1 }, end: { line: 1, column: 2 }, newText: 'y' }],
  }],
};

/** Two models that take turns; step 2 was not captured; the second model's layer goes wrong at step 3. */
function run(): RunStore {
  const store = new RunStore();
  store.setModels([modelInfo('g', ['a']), modelInfo('d', ['b'])]);
  store.setLayers([
    layerInfo('a', {
      model: 'g', site: { file: 'src/model.ts', line: 3, column: 5 }, weights: [{ name: 'kernel', shape: [2, 3], trainable: true }],
    }),
    layerInfo('b', { model: 'd' }),
  ]);
  store.append(stepEvent(0, { a: { values: { outputGradientRms: 0.1, updateToWeightRatio: Infinity } } }, { models: ['g'] }));
  store.append(stepEvent(1, { b: { groups: Group.WeightGradient, values: { weightGradientNorm: 2 } } }, { models: ['d'] }));
  const broken = { values: { activationMean: NaN, activationNonFinite: 2, outputGradientNonFinite: 3, updateNonFinite: 1 } };
  store.append(stepEvent(3, { b: broken }, { models: ['d'], loss: NaN }));
  return store;
}

/** Through the text, as programs read it. */
function written(store: RunStore, status = STATUS, findings = [FINDING]): Report {
  return JSON.parse([...reportJson(buildReport('/root', status, store, findings))].join('')) as Report;
}

describe('the report', () => {
  it('follows its schema', () => {
    expect(validate(written(run())), JSON.stringify(validate.errors)).toBe(true);
  });

  it('has one value a step: null where nothing was captured, NaN and infinities by name', () => {
    const report = written(run());
    expect(report.series.loss).toEqual([1, 0.5, null, 'NaN']);
    expect(report.series.layers.a.outputGradientRms).toEqual([expect.closeTo(0.1, 8), null, null, null]);
    expect(report.series.layers.a.updateToWeightRatio).toEqual(['Infinity', null, null, null]);
    expect(report.series.layers.b.weightGradientNorm).toEqual([null, 2, null, 0]);
    expect(report.series.layers.b.activationMean).toEqual([null, null, null, 'NaN']);
    expect(report.series.layers.b.nonFinite).toEqual([null, 0, null, 6]);
  });

  it('gives each model its own steps and losses', () => {
    const [g, d] = written(run()).models;
    expect(g).toMatchObject({ id: 'g', layers: ['a'], steps: [0], loss: [1] });
    expect(d).toMatchObject({ id: 'd', steps: [1, 3], loss: [0.5, 'NaN'] });
  });

  it('writes findings whole, with what is not finite by name', () => {
    const report = written(run());
    expect(report.findings).toEqual([{ ...FINDING, evidence: { first: 'NaN', largest: [1, '-Infinity'], name: 'a' } }]);
    expect(report.backendNotes).toEqual(['No GPU.', 'A note.']);
    expect(report.layers[0].site).toEqual({ file: 'src/model.ts', line: 3, column: 5 });
  });

  it('of a run that failed before anything was loaded follows the schema, too', () => {
    const failure = { message: 'No.', file: 'src/model.ts', line: 2, column: 1, stack: null };
    const report = written(new RunStore(), { ...STATUS, backend: null, stopped: 'error', failure }, []);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(report).toMatchObject({ backend: null, error: failure, steps: 0, layers: [], series: { loss: [], layers: {} } });
  });

  it('is refused by the schema when a field is missing, unknown or of the wrong kind', () => {
    const report = written(run());
    expect(validate({ ...report, seed: undefined })).toBe(false);
    expect(validate({ ...report, extra: 1 })).toBe(false);
    expect(validate({ ...report, findings: [{ ...report.findings[0], rule: 'no-such-rule' }] })).toBe(false);
    expect(validate({ ...report, series: { ...report.series, loss: ['nan'] } })).toBe(false);
  });

  it('and its schema know the same rules', () => {
    expect(schema.$defs.rule.enum).toEqual([...RULES]);
  });
});
