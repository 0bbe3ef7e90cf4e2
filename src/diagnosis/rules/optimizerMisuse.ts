import type { Finding } from '../../shared/report.js';
import { finding, type Rule } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/**
 * Arguments that tfjs takes without a word and then ignores, or cannot compute with.
 *
 * Formula: a learning rate that is no number (`tf.train.adam({ learningRate: 0.001 })`: the functions of tf.train take
 * numbers by position, and compute NaN with an object), an error; arguments of `compile` besides optimizer, loss and
 * metrics, and properties such as `clipNorm` set on an optimizer, a warning.
 * Source: TensorFlow.js 4.22, `tf.train`, `LayersModel.compile`.
 * Healthy: none of these.
 */
export const optimizerMisuse: Rule = {
  id: 'optimizer-misuse',
  find(model: TrainedModel): Finding[] {
    const { info } = model;
    if (!info) return [];
    const { optimizer, strayCompileArguments } = info;
    const step = model.steps[0];
    const found: Finding[] = [];
    if (optimizer && optimizer.learningRateType !== 'number' && /^(SGD|Momentum|Adam|Adamax|RMSProp|Adagrad|Adadelta)Optimizer$/.test(optimizer.className)) {
      found.push(finding('optimizer-misuse', model, {
        severity: 'error', layers: [], step, confidence: 1,
        message: `The learning rate of ${info.name}'s optimizer is ${article(optimizer.learningRateType)}, not a number: every update becomes NaN.`,
        causeId: 'optimizer',
        cause: 'The functions of tf.train take numbers by position, tf.train.adam(0.001), and no options object.',
        evidence: { learningRateType: optimizer.learningRateType },
      }));
    }
    if (strayCompileArguments.length > 0) {
      found.push(finding('optimizer-misuse', model, {
        severity: 'warning', layers: [], step, confidence: 0.95,
        message: `${info.name}.compile() was given ${list(strayCompileArguments)}, which tfjs ignores.`,
        causeId: 'optimizer',
        cause: 'compile() knows optimizer, loss and metrics; a learning rate belongs into the optimizer, tf.train.sgd(0.01), and tfjs has no clipping of its own.',
        evidence: { ignored: strayCompileArguments.join(', ') },
      }));
    }
    if (optimizer && optimizer.strayProperties.length > 0) {
      found.push(finding('optimizer-misuse', model, {
        severity: 'warning', layers: [], step, confidence: 0.95,
        message: `${list(optimizer.strayProperties)} set on ${info.name}'s optimizer ${optimizer.strayProperties.length === 1 ? 'does' : 'do'} nothing: tfjs has no such option.`,
        causeId: 'optimizer',
        cause: 'The optimizers of tfjs read no such property; gradients have to be clipped by the program.',
        evidence: { ignored: optimizer.strayProperties.join(', ') },
      }));
    }
    return found;
  },
};

function article(type: string): string {
  return type === 'undefined' ? 'undefined' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function list(names: readonly string[]): string {
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
