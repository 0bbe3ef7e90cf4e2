import type { Finding } from '../../shared/report.js';
import { finding, type Rule, type RuleContext } from '../rule.js';
import type { TrainedModel } from '../trainedModel.js';

/**
 * Arguments that tfjs takes without a word and then ignores, or cannot compute with.
 *
 * Formula: a learning rate that is no number (`tf.train.adam({ learningRate: 0.001 })`: the functions of tf.train take
 * numbers by position, and compute NaN with an object), an error; arguments of `compile` besides optimizer, loss and
 * metrics, and properties such as `clipNorm` set on an optimizer, a warning; and `minimize` without a list of variables that
 * trains a second model of the same structure (a target network) in every step, a warning.
 * Source: TensorFlow.js 4.22, `tf.train`, `LayersModel.compile`.
 * Healthy: none of these.
 */
export const optimizerMisuse: Rule = {
  id: 'optimizer-misuse',
  find(model: TrainedModel, context: RuleContext): Finding[] {
    const { info } = model;
    if (!info) return [];
    const { optimizer, strayCompileArguments } = info;
    const step = model.steps[0];
    const found: Finding[] = [];
    const nanAt = model.steps.find((at) => model.layers.some((layer) => (model.value(layer, 'updateNonFinite', at) ?? 0) > 0));
    // A string is taken for the number that it spells.
    const isUseless = optimizer && optimizer.learningRateType !== 'number' && (optimizer.learningRateType !== 'string' || nanAt !== undefined);
    if (isUseless && /^(SGD|Momentum|Adam|Adamax|RMSProp|Adagrad|Adadelta)Optimizer$/.test(optimizer.className)) {
      found.push(finding('optimizer-misuse', model, {
        severity: 'error', layers: [], step, confidence: 1,
        message: `The learning rate of ${info.name}'s optimizer is ${article(optimizer.learningRateType)}, not a number: ${nanAt === undefined ? 'tfjs computes NaN with it' : `the updates are NaN from step ${nanAt} on`}.`,
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
        evidence: ignored(strayCompileArguments),
      }));
    }
    if (optimizer && optimizer.strayProperties.length > 0) {
      found.push(finding('optimizer-misuse', model, {
        severity: 'warning', layers: [], step, confidence: 0.95,
        message: `${list(optimizer.strayProperties)} set on ${info.name}'s optimizer ${optimizer.strayProperties.length === 1 ? 'does' : 'do'} nothing: tfjs has no such option.`,
        causeId: 'optimizer',
        cause: 'The optimizers of tfjs read no such property; gradients have to be clipped by the program.',
        evidence: ignored(optimizer.strayProperties),
      }));
    }
    return [...found, ...trainsItsTwin(model, context)];
  },
};

/** tfjs trains every variable that the loss touches when `minimize` is given no list: the copy that makes the targets, too. */
function trainsItsTwin(model: TrainedModel, context: RuleContext): Finding[] {
  const inspection = model.inspections.find(({ step, variables }) => variables === 'all' && context.trainedAt(step).length > 1);
  if (!inspection) return [];
  const [first, ...others] = context.trainedAt(inspection.step);
  const twin = others.find((other) => structureOf(other) === structureOf(model));
  if (first !== model || !twin?.info) return [];
  return [finding('optimizer-misuse', model, {
    severity: 'warning', layers: twin.trained.slice(0, 1), step: inspection.step, confidence: 0.8,
    message: `One step trains ${model.info?.name} and ${twin.info.name}, a model of the same structure: minimize() was given no list of variables.`,
    causeId: 'optimizer',
    cause: `Without a list, every variable that the loss touches is trained; a target network must stay as it is: pass ${model.info?.name}'s weights as the list, or compute the targets outside of the function.`,
    evidence: { twin: twin.info.name },
  })];
}

/** `ignoredBound`: those that were to keep the steps short. */
function ignored(names: readonly string[]): Record<string, string> {
  const bounds = names.filter((name) => /^lr$|learning_?rate|clip/i.test(name));
  return { ignored: names.join(', '), ...(bounds.length > 0 ? { ignoredBound: bounds.join(', ') } : {}) };
}

function structureOf(model: TrainedModel): string {
  return model.layers.map(({ className, outputShape, weights }) => JSON.stringify([className, outputShape, weights.map(({ shape }) => shape)])).join();
}

function article(type: string): string {
  return type === 'undefined' ? 'undefined' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function list(names: readonly string[]): string {
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
