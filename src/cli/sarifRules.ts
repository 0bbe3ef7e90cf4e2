import type { RuleId } from '../shared/report.js';

interface RuleText {
  /** What the rule reports, in one sentence. */
  description: string;
  /** What to do about it, whatever the program. */
  help: string;
}

/** The rules that make findings, in the words of docs/rules. */
export const RULE_TEXTS: Partial<Record<RuleId, RuleText>> = {
  'vanishing-gradient': {
    description: 'The gradient fades on its way back through the layers, so that the first ones learn far more slowly than the last.',
    help: 'Use ReLU with He initialization, or batch normalization between the layers.',
  },
  'exploding-gradient': {
    description: 'Gradients grow from layer to layer, from step to step, or through the time steps of a recurrent net.',
    help: 'Clip the gradient, lower the learning rate, or use an initialization made for the activation.',
  },
  'non-finite': {
    description: 'A NaN or an infinity: everything computed after it is lost.',
    help: 'Put the first tensor that is not finite right: the finding names its layer and its step.',
  },
  'dead-relu': {
    description: 'ReLU units that are silent on every batch: their gradient is exactly 0, so that training cannot bring them back.',
    help: 'Lower the learning rate, use He initialization, or an activation with a slope below zero.',
  },
  'saturation': {
    description: 'Sigmoid or tanh units at the flat ends of their curve: their slope is almost 0, and so is what they pass back.',
    help: 'Use a smaller initialization, batch normalization before the activation, or ReLU.',
  },
  'zero-gradient': {
    description: 'The gradient of weights is exactly 0, step after step: they do not learn at all.',
    help: 'Look for what cuts the layer off from the loss, such as a softmax over a single unit.',
  },
};
