/** What the records of a run file hold. Everything that is read from a file goes through these: a file may come from anywhere. */
import * as v from 'valibot';
import type { FindingView, RunStatus } from '../../shared/panelProtocol.js';
import { RULES } from '../../shared/report.js';
import type { Remedy, Trial, TrialOutcome } from '../../shared/report.js';
import { BACKENDS } from '../../shared/run.js';
import type { BatchTensor, Inspection, LayerInfo, ModelInfo, NonFiniteOrigin, ProgramFailure, SourceSite } from '../../shared/run.js';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const number = v.union([v.number(), v.nan()]);
const strings = v.array(v.string());
const shape = v.array(count);

const site = v.object({ file: v.string(), line: count, column: count }) satisfies v.GenericSchema<SourceSite>;

const weight = v.object({ name: v.string(), shape, trainable: v.boolean() });

export const layerSchema = v.object({
  id: v.string(), name: v.string(), className: v.string(), activation: v.nullable(v.string()), kernelInitializer: v.nullable(v.string()),
  depth: count, model: v.nullable(v.string()), parent: v.nullable(v.string()), recurrent: v.nullable(v.picklist(['forward', 'backward'])),
  calls: count, outputShape: v.nullable(v.array(v.nullable(v.number()))), weights: v.array(weight), inbound: strings,
  site: v.nullable(site), callers: v.array(site),
}) satisfies v.GenericSchema<LayerInfo>;

const optimizer = v.object({
  className: v.string(), learningRate: v.nullable(number), learningRateType: v.string(), strayProperties: strings,
});

export const modelSchema = v.object({
  id: v.string(), name: v.string(), className: v.string(), layers: strings, losses: strings, strayCompileArguments: strings,
  optimizer: v.nullable(optimizer), site: v.nullable(site),
}) satisfies v.GenericSchema<ModelInfo>;

export const originSchema = v.object({
  step: count, layer: v.nullable(v.string()), weight: v.nullable(v.string()),
  where: v.picklist(['activation', 'loss', 'outputGradient', 'weightGradient', 'update']),
}) satisfies v.GenericSchema<NonFiniteOrigin>;

const tensor = v.object({
  shape, mean: number, std: number, min: number, max: number, nonFinite: count, kind: v.picklist(['binary', 'integer', 'real']),
  rowsSumToOne: v.boolean(), labelEntropy: v.nullable(number),
  columnStd: v.object({ smallest: number, largest: number, constant: count }),
}) satisfies v.GenericSchema<BatchTensor>;

export const inspectionSchema = v.object({
  step: count, inputs: v.array(tensor), targets: v.array(tensor),
  lossCalls: v.array(v.object({ name: v.string(), predictionsOf: v.nullable(v.string()) })),
  reduction: v.nullable(v.picklist(['sum', 'mean'])), feedback: number, variables: v.nullable(v.picklist(['listed', 'all'])),
  kernels: v.array(v.object({ layer: v.string(), mean: number, std: number, fanIn: count, units: count, duplicateUnits: count })),
}) satisfies v.GenericSchema<Inspection>;

const failure = v.object({
  message: v.string(), file: v.nullable(v.string()), line: v.nullable(count), column: v.nullable(count), stack: v.nullable(v.string()),
}) satisfies v.GenericSchema<ProgramFailure>;

const backend = v.object({
  name: v.picklist(BACKENDS), label: v.string(), notes: strings,
  passedOver: v.array(v.object({ name: v.picklist(BACKENDS), reason: v.string(), isUnloadable: v.optional(v.literal(true)) })),
});

const trials = v.object({ running: v.boolean(), done: count, total: count, title: v.nullable(v.string()), message: v.nullable(v.string()) });

const stopReason = v.picklist(['end', 'steps', 'seconds', 'user', 'error', 'timeout', 'memory']);

export const statusSchema = v.object({
  id: v.string(), file: v.string(), phase: v.picklist(['starting', 'running', 'paused', 'stopping', 'done']),
  stopped: v.nullable(stopReason), backend: v.nullable(backend), seed: v.nullable(v.number()), steps: count,
  stepLimit: v.nullable(count), seconds: number, dataKind: v.picklist(['program', 'synthetic']), failure: v.nullable(failure),
  stale: v.boolean(), notes: strings, live: v.boolean(), trials: v.nullable(trials),
}) satisfies v.GenericSchema<RunStatus>;

const jsonNumber = v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])]);
const spread = v.object({ median: jsonNumber, min: jsonNumber, max: jsonNumber });
const outcome = v.object({ loss: spread, gradientRatio: spread, lossCurve: v.array(jsonNumber) }) satisfies v.GenericSchema<TrialOutcome>;
const rule = v.picklist(RULES);

const trial = v.object({
  seeds: v.array(v.number()), steps: count, verdict: v.picklist(['helps', 'no-effect', 'worse']), solved: v.boolean(),
  newFindings: v.array(rule), before: outcome, after: outcome, randomChange: outcome,
}) satisfies v.GenericSchema<Trial>;

const position = v.object({ line: count, column: count });

const oneRemedy = v.object({
  id: v.string(), title: v.string(), shortTitle: v.optional(v.string()), explanation: v.string(),
  edits: v.array(v.object({ file: v.string(), start: position, end: position, newText: v.string() })),
  createFiles: v.array(v.object({ file: v.string(), text: v.string() })),
  changesLoss: v.optional(v.boolean()), trial: v.nullable(trial), trialFailure: v.optional(v.string()),
}) satisfies v.GenericSchema<Remedy>;

/** Alternatives have none of their own. */
const remedy = v.object({ ...oneRemedy.entries, alternatives: v.optional(v.array(oneRemedy)) }) satisfies v.GenericSchema<Remedy>;

export const findingSchema = v.object({
  rule, severity: v.picklist(['error', 'warning', 'info']), layers: strings, step: count, stepsSeen: count, confidence: number,
  message: v.string(), cause: v.string(), evidence: v.record(v.string(), v.union([number, v.string(), v.array(number)])),
  consequences: v.array(v.object({ rule, layers: strings, step: count })), remedies: v.array(remedy),
}) satisfies v.GenericSchema<FindingView>;

/** The records of a file, in any order but `begin`, which is the first, and again where the run began anew. */
export const recordSchema = v.variant('type', [
  /** Of what program and from where; `statistics` names what a row of values holds. */
  v.object({ type: v.literal('begin'), generator: v.string(), root: v.string(), statistics: strings }),
  v.object({ type: v.literal('status'), status: statusSchema, firstNonFinite: v.nullable(originSchema) }),
  v.object({ type: v.literal('layers'), layers: v.array(layerSchema), models: v.array(modelSchema) }),
  /**
   * Steps, one after the other. `rowSets` and `modelSets` are the different lists of ids that occur, and `rowSet` and
   * `modelSet` say which one each step has. `groups`, `values` and the histograms run over all rows of all steps.
   */
  v.object({
    type: v.literal('steps'), rowSets: v.array(strings), modelSets: v.array(strings), inspections: v.array(inspectionSchema),
    step: v.instance(Uint32Array), time: v.instance(Float64Array), loss: v.instance(Float64Array),
    /** 1 where `penalty` means anything. */
    hasPenalty: v.instance(Uint8Array), penalty: v.instance(Float64Array),
    rowSet: v.instance(Uint16Array), modelSet: v.instance(Uint16Array),
    groups: v.instance(Uint8Array), values: v.instance(Float32Array),
    /** 1 where the step has them; rows x HISTOGRAMS x HISTOGRAM_BINS of it are in `histograms` then. */
    hasHistograms: v.instance(Uint8Array), histograms: v.instance(Uint16Array),
    /** 1 where the step has them; `hiddenTimes` holds a number a row of it then, and `hidden` as many values as they sum to. */
    hasHidden: v.instance(Uint8Array), hiddenTimes: v.instance(Uint32Array), hidden: v.instance(Float32Array),
  }),
  v.object({ type: v.literal('findings'), findings: v.array(findingSchema) }),
  /** Nothing follows. */
  v.object({ type: v.literal('end') }),
]);

export type RunRecord = v.InferOutput<typeof recordSchema>;
export type StepsRecord = Extract<RunRecord, { type: 'steps' }>;
