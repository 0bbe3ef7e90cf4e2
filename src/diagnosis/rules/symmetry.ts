import type { Finding } from '../../shared/report.js';
import type { KernelFacts } from '../../shared/run.js';
import { finding, nameLayers, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/** Share of a layer's units that are copies of each other from which the layer is as good as one unit. */
const COPIES = 0.5;

/**
 * Units with the same weights: they compute the same, get the same gradient, and stay the same for ever.
 *
 * Formula: at least half of a hidden layer's units have, bit by bit, the weights of another unit of the layer, when the
 * model was made and still at the latest inspection after an update. A warning; nets with this fault can still learn what
 * one unit can.
 * Source: Goodfellow et al. 2016, 8.4 ("break symmetry").
 * Healthy: random initial weights. An output layer may start at zero: what it reads differs from unit to unit.
 */
export const symmetry: Rule = {
  id: 'symmetry',
  find(model: TrainedModel): Finding[] {
    const first = model.inspections.at(0);
    const latest = model.inspections.at(-1);
    if (!first || !latest || latest.step === first.step) return [];
    const alike = (facts: readonly KernelFacts[]) => new Map(facts.filter(hasCopies).map((one) => [one.layer, one]));
    const before = alike(first.kernels);
    const now = alike(latest.kernels);
    const layers = model.layers.filter((layer) => !model.isOutput(layer) && before.has(layer.id) && now.has(layer.id));
    if (layers.length === 0) return [];
    const { duplicateUnits, units } = now.get(layers[0].id) as KernelFacts;
    return [finding('symmetry', model, {
      severity: 'warning', layers, step: first.step, confidence: 0.95,
      message: `${duplicateUnits} of ${layers[0].name}'s ${units} units have the same weights, at step ${first.step} and still at step ${latest.step}.`,
      causeId: 'symmetry',
      cause: `${nameLayers(layers)} started with equal weights${initializer(layers[0].kernelInitializer)}, and equal units get equal gradients.`,
      evidence: { duplicateUnits, units },
    })];
  },
};

function hasCopies({ duplicateUnits, units }: KernelFacts): boolean {
  return units >= 2 && duplicateUnits >= COPIES * units;
}

function initializer(name: string | null): string {
  return name === null ? '' : ` (${name})`;
}
