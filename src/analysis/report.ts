import type { RunStatus } from '../shared/panelProtocol.js';
import type { FindingView } from '../shared/panelProtocol.js';
import { jsonNumber } from '../shared/jsonNumber.js';
import type { JsonNumber } from '../shared/jsonNumber.js';
import type { LayerSeries, Report } from '../shared/report.js';
import type { RunData } from '../shared/run.js';
import type { Statistic } from '../shared/statistics.js';

type Values = (JsonNumber | null)[];

const NON_FINITE_COUNTS: readonly Statistic[] = [
  'activationNonFinite', 'outputGradientNonFinite', 'weightGradientNonFinite', 'updateNonFinite',
];

/** The report of a run, finished or not; see docs/report.schema.json. */
export function buildReport(root: string, status: RunStatus, data: RunData, findings: readonly FindingView[]): Report {
  return {
    version: 1,
    root,
    file: status.file,
    backend: status.backend?.name ?? null,
    backendNotes: status.backend ? backendNotes(status.backend) : [],
    seed: status.seed,
    steps: data.stepCount,
    stopped: status.stopped ?? 'user',
    data: data.dataKind,
    error: status.failure,
    models: data.models.map((model) => {
      const steps = stepsOf(data, model.id);
      return { id: model.id, name: model.name, layers: model.layers, steps, loss: steps.map((step) => asJson(data.loss(step))) };
    }),
    layers: data.layers.map(({ id, name, className, depth, model, calls, site, weights }) => (
      { id, name, className, depth, model, calls, site, weights }
    )),
    series: {
      loss: overSteps(data, (step) => asJson(data.loss(step))),
      layers: Object.fromEntries(data.layers.map(({ id }) => [id, layerSeries(data, id)])),
    },
    findings: findings.map((finding) => ({ ...finding })),
  };
}

/** One sentence each: why better backends were not taken, and what else is to be known of the one in use. */
export function backendNotes(backend: NonNullable<RunStatus['backend']>): string[] {
  return [...backend.passedOver.map(({ reason }) => reason), ...backend.notes];
}

function layerSeries(data: RunData, id: string): LayerSeries {
  const series = (statistic: Statistic): Values => overSteps(data, (step) => asJson(rounded(data.value(id, statistic, step))));
  return {
    outputGradientRms: series('outputGradientRms'),
    weightGradientNorm: series('weightGradientNorm'),
    updateToWeightRatio: series('updateToWeightRatio'),
    activationMean: series('activationMean'),
    activationStd: series('activationStd'),
    deadFraction: series('deadFraction'),
    saturatedFraction: series('saturatedFraction'),
    nonFinite: overSteps(data, (step) => nonFiniteCount(data, id, step)),
    hiddenGradientByTimeStep: hiddenGradients(data, id),
  };
}

/** One list a step, empty where nothing is known; no list at all for layers without a hidden state. */
function hiddenGradients(data: RunData, id: string): Values[] {
  const steps = overSteps(data, (step) => Array.from(data.hiddenGradient(id, step) ?? [], (x) => asJson(rounded(x))));
  return steps.some((values) => values.length > 0) ? steps : [];
}

/** Non-finite elements in everything that was captured of the layer; null where nothing was. */
function nonFiniteCount(data: RunData, id: string, step: number): JsonNumber | null {
  const counts = NON_FINITE_COUNTS.map((statistic) => data.value(id, statistic, step)).filter((count) => count !== undefined);
  return counts.length === 0 ? null : asJson(counts.reduce((sum, count) => sum + count, 0));
}

function stepsOf(data: RunData, model: string): number[] {
  const steps: number[] = [];
  for (let step = 0; step < data.stepCount; step++) {
    if (data.modelsOf(step).includes(model)) steps.push(step);
  }
  return steps;
}

function overSteps<T>(data: RunData, valueAt: (step: number) => T): T[] {
  return Array.from({ length: data.stepCount }, (_, step) => valueAt(step));
}

/** Statistics are float32: eight digits say all that there is. */
function rounded(x: number | undefined): number | undefined {
  return x === undefined ? undefined : Number(x.toPrecision(8));
}

function asJson(x: number | undefined): JsonNumber | null {
  return x === undefined ? null : jsonNumber(x);
}
