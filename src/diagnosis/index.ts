/** From the numbers of a run to findings: root causes first, the most severe first. */
import type { Finding, Severity } from '../shared/report.js';
import type { RunData } from '../shared/run.js';
import { foldConsequences } from './chain.js';
import type { Rule, RuleContext } from './rule.js';
import { deadRelu } from './rules/deadRelu.js';
import { explodingGradient } from './rules/explodingGradient.js';
import { nonFinite } from './rules/nonFinite.js';
import { saturation } from './rules/saturation.js';
import { vanishingGradient } from './rules/vanishingGradient.js';
import { zeroGradient } from './rules/zeroGradient.js';
import { trainedModels } from './trainedModel.js';

export type { CauseId } from './rule.js';

/** Every rule there is. A new one is a file in rules/, a line here, and its place in the table of chain.ts. */
export const rules: readonly Rule[] = [vanishingGradient, explodingGradient, nonFinite, deadRelu, saturation, zeroGradient];

const SEVERITY_ORDER: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** The findings of a run, whole or still growing. Pure: the same data gives the same findings. */
export function diagnose(data: RunData): Finding[] {
  const models = trainedModels(data);
  const context: RuleContext = { firstNonFinite: data.firstNonFinite, models: models.length };
  return models
    .flatMap((model) => foldConsequences(rules.flatMap((rule) => rule.find(model, context))))
    .sort((a, b) => SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] || a.step - b.step || b.confidence - a.confidence);
}
