/** The few words and the one number that stand above a layer's line. */
import type { FindingView } from '../shared/panelProtocol.js';
import { formatNumber, plural } from '../shared/format.js';
import type { RuleId, Severity } from '../shared/report.js';
import type { LayerInfo, RunData } from '../shared/run.js';

/** Captured steps that a reading is the median of: one odd batch does not make it jump. */
const READING_STEPS = 10;

/** How far back a layer is looked for that not every step touches. */
const LOOK_BACK = 200;

const WORST_FIRST: Severity[] = ['error', 'warning', 'info'];

/** What a lens calls a rule. */
const SHORT_NAMES: Partial<Record<RuleId, string>> = {
  'vanishing-gradient': 'vanishing',
  'exploding-gradient': 'exploding',
  'non-finite': 'not finite',
  'dead-relu': 'dead ReLU',
  'saturation': 'saturated',
  'zero-gradient': 'no gradient',
  'vanishing-through-time': 'vanishing through time',
  'exploding-through-time': 'exploding through time',
};

export function shortName(rule: RuleId): string {
  return SHORT_NAMES[rule] ?? rule.replaceAll('-', ' ');
}

/**
 * Size of the gradient at a layer: L2 norm over its weights, or dL/d(output) where it has none to train. The median
 * of the last captured steps; NaN as soon as one of them is not finite; null when no step touched the layer.
 */
export function gradientReading(data: RunData, layer: LayerInfo): number | null {
  const statistic = layer.weights.some((weight) => weight.trainable) ? 'weightGradientNorm' : 'outputGradientNorm';
  const values: number[] = [];
  for (let step = data.stepCount - 1; step >= Math.max(0, data.stepCount - LOOK_BACK) && values.length < READING_STEPS; step -= 1) {
    const value = data.value(layer.id, statistic, step);
    if (value !== undefined) values.push(value);
  }
  if (values.length === 0) return null;
  if (!values.every(Number.isFinite)) return NaN;
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)];
}

/** Findings with one of `layers` in it, as a cause or a consequence, the most severe first. */
export function findingsAt(findings: readonly FindingView[], layers: readonly LayerInfo[]): FindingView[] {
  const ids = new Set(layers.map((layer) => layer.id));
  const concerns = (finding: FindingView): boolean =>
    [finding, ...finding.consequences].some((symptom) => symptom.layers.some((id) => ids.has(id)));
  return findings.filter(concerns).sort((a, b) => WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity));
}

/** What is wrong at `layers` by `finding`: its own rule at the layers it names, else what follows from it there. */
export function ruleAt(finding: FindingView, layers: readonly LayerInfo[]): RuleId {
  const ids = new Set(layers.map((layer) => layer.id));
  const touches = (symptom: { layers: string[] }): boolean => symptom.layers.some((id) => ids.has(id));
  if (touches(finding)) return finding.rule;
  return finding.consequences.find(touches)?.rule ?? finding.rule;
}

/** "∇ 3.2e-9", "24 layers · ∇ 1.1e-9 … 0.032". */
export function gradientText(data: RunData, layers: readonly LayerInfo[]): string {
  const readings = layers.map((layer) => gradientReading(data, layer)).filter((reading) => reading !== null);
  const count = layers.length > 1 ? `${plural(layers.length, 'layer')} · ` : '';
  if (readings.length === 0) return `${count}∇ –`;
  const finite = readings.filter(Number.isFinite);
  if (finite.length < readings.length) return `${count}∇ NaN`;
  const [least, most] = [formatNumber(Math.min(...finite)), formatNumber(Math.max(...finite))];
  return `${count}∇ ${least === most ? least : `${least} … ${most}`}`;
}

/** What is wrong at `layers` by `finding`: the cause itself and what follows from it. */
function symptomsAt(finding: FindingView, layers: readonly LayerInfo[]): { rule: RuleId; layers: string[]; step: number }[] {
  return [finding, ...finding.consequences].filter((symptom) => layers.some(({ id }) => symptom.layers.includes(id)));
}

/**
 * "vanishing", or how many of several layers are: "12 of 24 vanishing"; "not finite since step 37".
 * Empty when nothing is wrong.
 */
export function verdictText(findings: readonly FindingView[], layers: readonly LayerInfo[]): string {
  const [worst] = findingsAt(findings, layers);
  if (!worst) return '';
  const rule = ruleAt(worst, layers);
  // Since when is what matters most here: what came later is lost.
  if (rule === 'non-finite') return `${shortName(rule)} since step ${Math.min(...symptomsAt(worst, layers).map(({ step }) => step))}`;
  const hit = layers.filter((layer) => [worst, ...worst.consequences].some((s) => s.rule === rule && s.layers.includes(layer.id)));
  return hit.length < layers.length ? `${hit.length} of ${layers.length} ${shortName(rule)}` : shortName(rule);
}
