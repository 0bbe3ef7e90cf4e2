/**
 * Root cause first: of the findings of one model, those that follow from another become its consequences.
 *
 * The table is read from the top. A finding takes in the rules on its right when they begin at its step or later; with
 * `anyStep`, whenever they begin (a softmax over one unit explains all that is seen, a saturated layer inside a vanishing
 * gradient was there first).
 */
import type { Finding, RuleId, Severity } from '../shared/report.js';

interface Link {
  cause: RuleId;
  effects: readonly RuleId[];
  /** Only for findings with this cause. */
  causeId?: string;
  /** Only for findings with this number in their evidence. */
  evidence?: string;
  anyStep?: boolean;
  /** Only effects that name the same cause: two sights of one trouble. */
  sameCause?: boolean;
  /** Only effects with one of these causes. */
  effectCauses?: readonly string[];
}

/** What a loss that does not come down looks like; everything above explains it. */
const STANDSTILL: readonly RuleId[] = ['constant-output', 'plateau', 'slow-learning', 'learning-rate-low'];
/** What a gradient of no use looks like. */
const NO_GRADIENT: readonly RuleId[] = ['vanishing-gradient', 'vanishing-through-time', 'zero-gradient', 'dead-relu', 'saturation'];
/** What too long a step looks like. */
const DIVERGENCE: readonly RuleId[] = ['exploding-gradient', 'exploding-through-time', 'non-finite', 'unstable-loss', 'learning-rate-high'];

const LINKS: readonly Link[] = [
  // What is wrong before the first step: data, arguments, design.
  { cause: 'data-non-finite', effects: [...DIVERGENCE, ...NO_GRADIENT, ...STANDSTILL], anyStep: true },
  { cause: 'optimizer-misuse', effects: [...DIVERGENCE, ...NO_GRADIENT, ...STANDSTILL], anyStep: true, evidence: 'learningRateType' },
  // A learning rate or a clipping that was ignored explains steps that are too long, and what they did.
  { cause: 'optimizer-misuse', effects: [...DIVERGENCE, ...NO_GRADIENT], evidence: 'ignoredBound', effectCauses: ['learning-rate', 'recurrence'] },
  { cause: 'output-activation', causeId: 'single-unit-softmax', effects: [...NO_GRADIENT, ...STANDSTILL, 'exploding-gradient', 'learning-rate-high'], anyStep: true },
  { cause: 'output-activation', effects: [...DIVERGENCE, ...NO_GRADIENT, ...STANDSTILL, 'poor-initialization'] },
  { cause: 'output-range', effects: [...NO_GRADIENT, ...STANDSTILL, 'target-scale', 'learning-rate-high'], anyStep: true },
  { cause: 'loss-reduction', effects: [...DIVERGENCE, ...NO_GRADIENT, ...STANDSTILL] },
  { cause: 'zero-gradient', causeId: 'zero-initialization', effects: ['symmetry', ...STANDSTILL], anyStep: true },
  { cause: 'symmetry', effects: ['zero-gradient', 'vanishing-gradient', ...STANDSTILL], anyStep: true },
  { cause: 'input-scale', effects: [...DIVERGENCE, ...NO_GRADIENT, ...STANDSTILL, 'poor-initialization'], anyStep: true },
  { cause: 'target-scale', effects: [...DIVERGENCE, ...STANDSTILL], anyStep: true },
  { cause: 'poor-initialization', effects: [...DIVERGENCE, ...NO_GRADIENT, ...STANDSTILL] },
  { cause: 'hidden-softmax', effects: [...NO_GRADIENT, ...STANDSTILL], anyStep: true },
  { cause: 'double-softmax', effects: STANDSTILL, anyStep: true },
  { cause: 'frozen-weights', effects: STANDSTILL, anyStep: true },
  // What goes wrong on the way, and what that entails.
  { cause: 'exploding-gradient', causeId: 'learning-rate', effects: ['dead-relu', 'saturation', 'zero-gradient', 'learning-rate-high', 'unstable-loss'], anyStep: true, sameCause: true },
  { cause: 'exploding-gradient', effects: ['non-finite', 'learning-rate-high', 'unstable-loss', ...NO_GRADIENT, 'constant-output', 'plateau'] },
  { cause: 'non-finite', effects: ['exploding-gradient', 'learning-rate-high', 'unstable-loss', ...NO_GRADIENT, ...STANDSTILL] },
  { cause: 'exploding-gradient', causeId: 'recurrence', effects: ['exploding-through-time'], anyStep: true },
  { cause: 'exploding-through-time', effects: ['non-finite', 'unstable-loss', 'learning-rate-high', 'saturation', 'plateau'] },
  { cause: 'vanishing-through-time', effects: STANDSTILL, anyStep: true },
  { cause: 'over-regularization', effects: [...NO_GRADIENT, ...STANDSTILL], anyStep: true },
  { cause: 'vanishing-gradient', causeId: 'saturation', effects: ['saturation'], anyStep: true },
  { cause: 'vanishing-gradient', effects: ['dead-relu', 'zero-gradient', 'saturation', ...STANDSTILL] },
  { cause: 'learning-rate-high', effects: ['unstable-loss', ...NO_GRADIENT, 'constant-output', 'plateau', 'slow-learning'] },
  { cause: 'dead-relu', effects: ['zero-gradient', 'vanishing-gradient', 'saturation', 'constant-output'] },
  { cause: 'dead-relu', effects: STANDSTILL, anyStep: true },
  { cause: 'saturation', effects: ['zero-gradient', 'vanishing-gradient', 'dead-relu'] },
  { cause: 'saturation', effects: STANDSTILL, anyStep: true },
  { cause: 'zero-gradient', effects: STANDSTILL, anyStep: true },
  { cause: 'batch-size', effects: ['unstable-loss', ...STANDSTILL], anyStep: true },
  { cause: 'unstable-loss', effects: ['plateau', 'slow-learning'], anyStep: true },
  { cause: 'learning-rate-low', effects: ['plateau', 'slow-learning', 'constant-output'], anyStep: true },
  { cause: 'constant-output', effects: ['plateau', 'slow-learning'], anyStep: true },
];

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'error'];

/** The root causes among the findings, each with its consequences. */
export function foldConsequences(findings: readonly Finding[]): Finding[] {
  let roots = [...findings];
  for (const link of LINKS) {
    for (const root of roots.filter((one) => explains(one, link))) {
      if (!roots.includes(root)) continue;
      const follows = (one: Finding) => one !== root && link.effects.includes(one.rule)
        && (!link.sameCause || one.evidence.causeId === root.evidence.causeId)
        && (!link.effectCauses || link.effectCauses.includes(String(one.evidence.causeId))) && (link.anyStep || one.step >= root.step);
      const taken = roots.filter(follows);
      if (taken.length === 0) continue;
      const merged: Finding = {
        ...root,
        severity: worst([root, ...taken]),
        consequences: [
          ...root.consequences,
          ...taken.flatMap((one) => [{ rule: one.rule, layers: one.layers, step: one.step }, ...one.consequences]),
        ].sort((a, b) => a.step - b.step),
      };
      roots = roots.filter((one) => !taken.includes(one)).map((one) => (one === root ? merged : one));
    }
  }
  return roots;
}

/** Information explains nothing: it would hide what it leads to. */
function explains({ rule, severity, evidence }: Finding, link: Link): boolean {
  return rule === link.cause && severity !== 'info' && (!link.causeId || evidence.causeId === link.causeId)
    && (!link.evidence || link.evidence in evidence);
}

/** A cause is as serious as what it leads to. */
function worst(findings: readonly Finding[]): Severity {
  return SEVERITIES[Math.max(...findings.map(({ severity }) => SEVERITIES.indexOf(severity)))];
}
