/** The output activation that goes with the loss and the targets. */
import type { Remedy } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { causeOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { replaceActivation } from '../layers/replaceActivation.js';
import { renameLoss } from './lossFunctions.js';

const ID = 'output-activation';

interface Plan {
  layer: LayerInfo;
  activation: 'linear' | 'sigmoid' | 'softmax';
  explanation: string;
  /** A loss that has to change with it. */
  loss?: { from: string; to: string };
}

const SIGMOID =
  'The probability of one of two classes is a sigmoid of one unit, compared by the binary cross-entropy; a softmax shares out a total of 1 ' +
  'among its units, so that over one unit it is 1 (Goodfellow et al., 2016, 6.2.2).';
const PROBABILITIES =
  'The cross-entropy takes probabilities and clips what lies outside of 0 to 1, where its gradient is 0; sigmoid makes one probability of ' +
  'each unit, softmax one distribution of all of them (Goodfellow et al., 2016, 6.2.2).';
const LINEAR =
  'Targets that are no probabilities and not within the range of an activation need an output that can be any number: a linear one, ' +
  'whose slope is 1 everywhere (Goodfellow et al., 2016, 6.2.2.1).';
const LOGITS =
  'tf.losses.softmaxCrossEntropy and sigmoidCrossEntropy take logits and apply the softmax or sigmoid themselves, in a way that is exact also where the ' +
  'probability is near 0; predictions need it then: tf.softmax(model.predict(x)).';

const CROSS_ENTROPIES = ['categoricalCrossentropy', 'sparseCategoricalCrossentropy', 'binaryCrossentropy'];

/** The loss of the model by name, where it has one. */
function lossOf({ data }: RemedyContext, { model }: LayerInfo): string | null {
  const losses = data.models.find(({ id }) => id === model)?.losses ?? [];
  return losses.length === 1 ? losses[0]! : null;
}

/** Whether the targets that were seen are probabilities or labels 0 and 1. */
function areShares({ data }: RemedyContext): boolean {
  const targets = data.inspections.flatMap((inspection) => inspection.targets);
  return targets.every(({ min, max }) => min >= 0 && max <= 1);
}

function planFor(context: RemedyContext): Plan | null {
  const { finding, data } = context;
  const layer = data.layers.find(({ id }) => id === finding.layers[0]);
  if (layer === undefined) return null;
  const loss = lossOf(context, layer);
  const squared = loss !== null && CROSS_ENTROPIES.includes(loss) ? { from: loss, to: 'meanSquaredError' } : undefined;
  switch (causeOf(finding)) {
    case 'single-unit-softmax': {
      if (!areShares(context)) return { layer, activation: 'linear', explanation: LINEAR, loss: squared };
      const binary = loss !== null && /categorical/i.test(loss) ? { from: loss, to: 'binaryCrossentropy' } : undefined;
      return { layer, activation: 'sigmoid', explanation: SIGMOID, loss: binary };
    }
    case 'output-activation':
      return { layer, activation: loss === 'binaryCrossentropy' ? 'sigmoid' : 'softmax', explanation: PROBABILITIES };
    case 'output-range':
      return { layer, activation: 'linear', explanation: LINEAR, loss: squared };
    case 'double-softmax':
      return { layer: firstOfTwo(context, layer), activation: 'linear', explanation: LOGITS };
    default:
      return null;
  }
}

/** Of two softmax layers in a row, the one that goes. */
function firstOfTwo({ finding, data }: RemedyContext, layer: LayerInfo): LayerInfo {
  const before = data.layers.find(({ id, activation }) => layer.inbound.includes(id) && activation === finding.evidence.applied);
  return layer.weights.length === 0 && before !== undefined ? before : layer;
}

function propose(context: RemedyContext): Remedy | null {
  const plan = planFor(context);
  if (plan === null) return null;
  const { layer, activation, loss, explanation } = plan;
  const { edits: output } = replaceActivation(context, [{ layer, activation: layer.activation ?? 'linear', activatedBy: layer }], { as: activation, initializer: null });
  const renamed = loss === undefined ? [] : renameLoss(context, loss.from, loss.to);
  const isWhole = output.length > 0 && (loss === undefined || renamed.length > 0);
  const what = activation === 'linear' ? 'no activation' : `the activation ${activation}`;
  const title = `Give ${layer.name} ${what}${loss === undefined ? '' : ` and train with ${loss.to}`}${isWhole ? '' : ' by hand'}`;
  const shortTitle = `${activation[0]!.toUpperCase()}${activation.slice(1)} output`;
  const proposed = remedy(ID, { title, shortTitle, explanation }, isWhole ? [...output, ...renamed] : []);
  return loss === undefined ? proposed : { ...proposed, changesLoss: true };
}

export const outputActivation: RemedyKind = {
  id: ID,
  causes: ['single-unit-softmax', 'output-activation', 'output-range', 'double-softmax'],
  fitness: ({ finding }) => (['single-unit-softmax', 'output-activation', 'output-range', 'double-softmax'].includes(causeOf(finding)) ? 1 : 0),
  propose,
};
