/** Holds what was reported of a program against what its user must see. */
import { expect } from 'vitest';
import type { JsonNumber } from '../../../src/shared/jsonNumber.js';
import type { Report } from '../../../src/shared/report.js';
import type { ExpectedModel, ExpectedRow, ProgramForm } from './form.js';
import type { ProgramRun } from './run.js';

type ReportedLayer = Report['layers'][number];

export function expectForm(run: ProgramRun, form: ProgramForm): void {
  const { report } = run;
  expectEnd(run, form);
  if (form.steps !== undefined) expect(report.steps, 'steps of the run').toBe(form.steps);
  if (form.models) {
    expect(report.models.map(({ layers }) => layers.map((id) => layerOf(report, id).className)), 'models and their layers')
      .toEqual(form.models.map(({ rows }) => rows.map(([className]) => className)));
    form.models.forEach((model, i) => expectModel(run, form, report.models[i]!, model));
  }
  if (form.models || form.loose) expectLoose(run, form);
  expectLosses(report, form);
  expectFindings(run, form);
  form.check?.(run);
}

function expectEnd({ report, lineOf }: ProgramRun, { fails, limit }: ProgramForm): void {
  if (!fails) {
    expect(report.error).toBeNull();
    expect(report.stopped).toBe(limit === undefined ? 'end' : 'steps');
    return;
  }
  expect(report.stopped).toBe('error');
  expect(report.error?.message).toMatch(fails.message);
  expect(report.error?.line ?? null, 'line of the failure').toBe(fails.at === null ? null : lineOf(fails.at));
}

function expectModel(run: ProgramRun, form: ProgramForm, model: Report['models'][number], expected: ExpectedModel): void {
  const { report } = run;
  if (expected.name !== undefined) expect(model.name).toBe(expected.name);
  expectRows(run, model.layers.map((id) => layerOf(report, id)), expected.rows);
  const { steps = report.steps } = expected;
  if (typeof steps === 'number') expect(model.steps.length, `steps of ${model.id}`).toBe(steps);
  else expect(model.steps, `steps of ${model.id}`).toEqual(steps);
  expect(model.loss).toEqual(model.steps.map((step) => report.series.loss[step]));
  if (model.steps.length === 0) return;
  const frozen = new Map(Object.entries(expected.frozen ?? {}).map(([text, at]) => [run.lineOf(text), at === 'always' ? model.steps : at]));
  for (const layer of model.layers.map((id) => layerOf(report, id))) {
    const isTrained = layer.weights.some(({ trainable }) => trainable);
    const without = isTrained ? frozen.get(layer.site?.line ?? 0) ?? [] : model.steps;
    const { weightGradientNorm } = report.series.layers[layer.id]!;
    expect(without.filter((step) => weightGradientNorm[step] !== null), `steps that train ${layer.id}`).toEqual([]);
    if (without.length < model.steps.length) expectGradients(report, form, layer, model.steps.filter((step) => !without.includes(step)));
  }
}

/** A layer that can be trained has the gradient of its weights, and of its output, at every step of its model. */
function expectGradients(report: Report, form: ProgramForm, layer: ReportedLayer, steps: readonly number[]): void {
  const { weightGradientNorm, outputGradientRms } = report.series.layers[layer.id]!;
  for (const step of steps) {
    expect(weightGradientNorm[step], `weight gradient of ${layer.id} at step ${step}`).not.toBeNull();
    expect(outputGradientRms[step], `output gradient of ${layer.id} at step ${step}`).not.toBeNull();
  }
  if (!form.nonFinite) expect(steps.some((step) => isPositive(weightGradientNorm[step])), `${layer.id} has gradients`).toBe(true);
}

function expectLoose(run: ProgramRun, { loose = [] }: ProgramForm): void {
  const { report } = run;
  const held = new Set(report.models.flatMap(({ layers }) => layers));
  const rows = report.layers.filter(({ id }) => !held.has(id)).sort((a, b) => a.depth - b.depth);
  expect(rows.map(({ className }) => className), 'rows of no model').toEqual(loose.map(([className]) => className));
  expectRows(run, rows, loose);
  for (const { id, model, weights } of rows) {
    expect(model).toBeNull();
    if (weights.length > 0) expect(report.series.layers[id]!.weightGradientNorm.some(isPositive), `${id} has gradients`).toBe(true);
  }
}

function expectRows({ report, lineOf }: ProgramRun, layers: readonly ReportedLayer[], rows: readonly ExpectedRow[]): void {
  const places = layers.map(({ id, site }) => `${id} at ${site ? `${site.file}:${site.line}` : 'no line'}`);
  expect(places).toEqual(layers.map(({ id }, i) => {
    const [, text, file] = rows[i]!;
    return `${id} at ${text === null ? 'no line' : `${file ?? report.file}:${lineOf(text, file)}`}`;
  }));
}

function expectLosses({ series: { loss } }: Report, { fails, nonFinite, learns }: ProgramForm): void {
  if (!fails && !nonFinite) expect(loss.filter((value) => typeof value !== 'number'), 'losses that are not finite').toEqual([]);
  if (learns === undefined) return;
  const [first, last] = [loss[0], loss.at(-1)];
  expect(last, `the last loss, from ${first} at first`).toBeLessThan(learns * (first as number));
}

function expectFindings({ report, firstNonFinite, lineOf }: ProgramRun, { findings, nonFinite }: ProgramForm): void {
  const told = report.findings.filter(({ severity }) => severity !== 'info');
  const expected = findings ?? (nonFinite ? ['non-finite'] : []);
  expect(told.map(({ rule, message }) => (expected.includes(rule) ? rule : `${rule}: ${message}`))).toEqual(expected);
  const first = firstNonFinite && { where: firstNonFinite.where, step: firstNonFinite.step, at: lineOfLayer(report, firstNonFinite.layer) };
  expect(first, 'the first tensor that is not finite')
    .toEqual(nonFinite ? { ...nonFinite, at: nonFinite.at === null ? null : lineOf(nonFinite.at) } : null);
  const finding = told.find(({ rule }) => rule === 'non-finite');
  if (!nonFinite || !finding) return;
  expect(finding.step).toBe(nonFinite.step);
  expect(finding.layers.map((id) => lineOfLayer(report, id))).toEqual(nonFinite.at === null ? [] : [lineOf(nonFinite.at)]);
}

function lineOfLayer(report: Report, id: string | null): number | null {
  return id === null ? null : layerOf(report, id).site?.line ?? null;
}

function layerOf({ layers }: Report, id: string): ReportedLayer {
  const layer = layers.find((each) => each.id === id);
  if (!layer) throw new Error(`The report names a layer '${id}' that it does not list.`);
  return layer;
}

function isPositive(value: JsonNumber | null | undefined): boolean {
  return typeof value === 'number' && value > 0;
}
