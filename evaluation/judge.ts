/** Whether a diagnosis is right: the fault was seen, and called by a name that fits. */
import type { Finding, RuleId } from '../src/shared/report.js';
import type { Case, Code } from './case.js';

/** The rules that say what a code says. */
const RULES_OF: Record<Code, RuleId[]> = {
  vanish: ['vanishing-gradient', 'vanishing-through-time'],
  explode: ['exploding-gradient', 'exploding-through-time', 'non-finite'],
  nan: ['non-finite', 'exploding-gradient'],
  dead_relu: ['dead-relu'],
  saturation: ['saturation'],
  zero_grad: ['zero-gradient'],
  constant_output: ['constant-output'],
  output_activation: ['output-activation'],
  output_range: ['output-range'],
  plateau: ['plateau'],
  slow: ['slow-learning', 'plateau', 'learning-rate-low'],
  lr_high: ['learning-rate-high'],
  lr_low: ['learning-rate-low'],
  unstable: ['unstable-loss'],
  input_scale: ['input-scale'],
  target_scale: ['target-scale'],
  init: ['poor-initialization'],
  init_large: ['poor-initialization'],
  symmetry: ['symmetry'],
  over_reg: ['over-regularization'],
  hidden_softmax: ['hidden-softmax'],
  double_softmax: ['double-softmax'],
  loss_increasing: ['unstable-loss'],
  loss_reduction: ['loss-reduction'],
  batch_small: ['batch-size'],
  data_nan: ['data-non-finite'],
};

export interface Verdict {
  /** A finding at warning or error. */
  flagged: boolean;
  /** One of the accepted codes is the rule of such a finding, or of one of its consequences. */
  right: boolean;
  named: string[];
}

export function judge(one: Pick<Case, 'accepted'>, findings: readonly Finding[]): Verdict {
  const serious = findings.filter(({ severity }) => severity !== 'info');
  const named = new Set(serious.flatMap(({ rule, consequences }) => [rule, ...consequences.map((consequence) => consequence.rule)]));
  const accepted = new Set(one.accepted.flatMap((code) => RULES_OF[code]));
  return {
    flagged: serious.length > 0,
    right: [...named].some((rule) => accepted.has(rule)),
    named: serious.map(({ rule, consequences }) => (consequences.length === 0
      ? rule
      : `${rule} (${[...new Set(consequences.map((consequence) => consequence.rule))].join(', ')})`)),
  };
}
