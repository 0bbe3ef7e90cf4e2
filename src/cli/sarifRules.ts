import type { RuleId } from '../shared/report.js';

interface RuleText {
  /** What the rule reports, in one sentence. */
  description: string;
  /** What to do about it, whatever the program. */
  help: string;
}

/** The rules that make findings, in the words of docs/rules. */
export const RULE_TEXTS: Record<RuleId, RuleText> = {
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
  'vanishing-through-time': {
    description: 'The gradient fades from time step to time step of a recurrent layer, so that the start of a sequence cannot be learned from.',
    help: 'Use an LSTM or GRU, an orthogonal recurrent initializer, or shorter sequences.',
  },
  'exploding-through-time': {
    description: 'The gradient of a recurrent layer grows from time step to time step on its way back.',
    help: 'Clip the gradient by its norm, or use an orthogonal recurrent initializer.',
  },
  'data-non-finite': {
    description: 'NaN or infinity in the inputs or targets that the program feeds its model.',
    help: 'Leave out or fill in the rows with missing values.',
  },
  'optimizer-misuse': {
    description: 'Arguments that TensorFlow.js takes without a word and then ignores, or cannot compute with.',
    help: 'Give the functions of tf.train numbers by position, and minimize() the list of variables to train.',
  },
  'loss-reduction': {
    description: 'A loss that sums over the batch: every step is as many times longer as there are examples.',
    help: 'Use tf.mean in place of tf.sum, or divide the learning rate by the batch size.',
  },
  'output-activation': {
    description: 'An output activation that does not go with the loss.',
    help: 'Use softmax with categorical, sigmoid with binary cross-entropy, and a linear output with squared losses.',
  },
  'output-range': {
    description: 'Targets that the output activation cannot reach.',
    help: 'Use a linear output, or scale the targets into the range of the activation.',
  },
  'double-softmax': {
    description: 'Softmax or sigmoid applied twice: by the model and again by the loss or another layer.',
    help: 'Leave the activation off the output under a loss on logits, or use a loss on probabilities.',
  },
  'hidden-softmax': {
    description: 'Softmax as the activation of a hidden layer, which passes on little of what comes in.',
    help: 'Use ReLU, tanh or their kin in hidden layers.',
  },
  'input-scale': {
    description: 'Inputs far from unit scale, with harm to be seen.',
    help: 'Subtract the mean of each column and divide by its standard deviation.',
  },
  'target-scale': {
    description: 'Regression targets far from unit scale, with harm to be seen.',
    help: 'Scale the targets to a standard deviation of 1, and the predictions back.',
  },
  'constant-output': {
    description: 'An output that does not depend on the input.',
    help: 'Look for what keeps the input from reaching the output.',
  },
  'symmetry': {
    description: 'Units that start with the same weights compute the same and stay the same.',
    help: 'Use a random initializer.',
  },
  'poor-initialization': {
    description: 'Initial weights too large for the widths of the layers.',
    help: 'Use He initialization with ReLU, Glorot with other activations.',
  },
  'over-regularization': {
    description: 'Penalties on weights that outweigh the data.',
    help: 'Divide the factor of the regularizers by 10 or more.',
  },
  'learning-rate-high': {
    description: 'Updates that throw the weights about while the loss does not fall.',
    help: 'Lower the learning rate, or warm it up.',
  },
  'learning-rate-low': {
    description: 'Updates too short to get anywhere.',
    help: 'Raise the learning rate, or use an optimizer that adapts it.',
  },
  'unstable-loss': {
    description: 'A loss that jumps above where it began, again and again, or that grows.',
    help: 'Lower the learning rate, or use larger batches.',
  },
  'plateau': {
    description: 'A loss that does not move.',
    help: 'Look whether the targets depend on the inputs; try another learning rate.',
  },
  'slow-learning': {
    description: 'A loss that falls so slowly that next to nothing is learned.',
    help: 'Raise the learning rate, or use another optimizer.',
  },
  'frozen-weights': {
    description: 'Weights that are meant to be trained, and are not.',
    help: 'Set trainable to true, and keep the operations behind the layer differentiable.',
  },
  'batch-size': {
    description: 'Batches so small that the noise of single examples drowns what they have in common.',
    help: 'Use larger batches.',
  },
};
