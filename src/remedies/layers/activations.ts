/** Other activations in the hidden layers: ReLU and its relatives, tanh. */
import type { Finding, Remedy } from '../../shared/report.js';
import { causeOf, familyOf, nameLayers, remedy } from '../context.js';
import type { LayerInfo } from '../../shared/run.js';
import type { RemedyContext, RemedyKind, StackLayer } from '../context.js';
import { writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import type { SourceFile } from '../sourceFile.js';
import { replaceActivation } from './replaceActivation.js';
import type { NewActivation } from './replaceActivation.js';
import { HE } from './schemes.js';

interface Choice {
  id: string;
  /** For people: "ReLU with He initialization". */
  name: string;
  next: NewActivation;
  /** Whether it can be an improvement on an activation. */
  replaces(activation: string): boolean;
  fitness(finding: Finding, replaced: readonly string[]): number;
  explanation: string;
}

const isSigmoid = (activation: string): boolean => activation === 'sigmoid' || activation === 'hardSigmoid';
const isBounded = (activation: string): boolean => familyOf(activation) === 'bounded';
/** Those whose slope is 0 for every negative input. */
const canDie = (activation: string): boolean => activation === 'relu' || activation === 'relu6' || activation === 'thresholdedRelu';

/** Slope 0.25 at the start; one for each unit, or for each filter of a convolution. */
function preluOptions(source: SourceFile, { className }: LayerInfo): string[] | null {
  const constant = writeTfjsPath(source.names, 'initializers.constant');
  if (constant === null) return null;
  const axes = /Conv([123])D/.exec(className)?.[1];
  const shared = axes === undefined ? [] : [`sharedAxes: [${Array.from({ length: Number(axes) }, (_, i) => i + 1).join(', ')}]`];
  return [`alphaInitializer: ${constant}({ value: 0.25 })`, ...shared];
}

/** Units that die are the trouble: those that were silent at the start, and those that long steps silenced. */
const againstDeath = (born: number, silenced: number) => ({ rule, evidence }: Finding): number =>
  rule !== 'dead-relu' ? 0 : evidence.causeId === 'learning-rate' ? silenced : born;

const CHOICES: readonly Choice[] = [
  {
    id: 'activation-relu',
    name: 'ReLU with He initialization',
    next: { as: 'relu', initializer: HE.initializer },
    replaces: (activation) => isBounded(activation) || activation === 'softmax',
    fitness(finding, replaced) {
      switch (finding.rule) {
        case 'hidden-softmax':
          return 1;
        case 'vanishing-gradient':
          return replaced.some((activation) => activation !== 'tanh') || causeOf(finding) === 'saturation' ? 0.97 : 0.7;
        case 'saturation':
        case 'zero-gradient':
        case 'plateau':
        case 'constant-output':
        case 'slow-learning':
          return 0.7;
        case 'input-scale':
          // Large inputs push units to the flat ends of their activation; ReLU has none above 0.
          return 0.5;
        default:
          return 0;
      }
    },
    explanation:
      'The slope of a sigmoid is at most 0.25, that of tanh reaches 1 only at 0, that of a softmax over n units is about 1/n, and the product ' +
      'of the slopes shrinks the gradient in every layer. ReLU has slope 1 wherever it is active, and He initialization keeps its scale ' +
      '(Glorot et al., 2011; He et al., 2015).',
  },
  {
    id: 'activation-tanh',
    name: 'tanh with Glorot initialization',
    next: { as: 'tanh', initializer: 'glorotNormal' },
    replaces: (activation) => isSigmoid(activation) || activation === 'softmax',
    fitness({ rule }) {
      if (rule === 'hidden-softmax') return 0.7;
      return ['vanishing-gradient', 'slow-learning', 'plateau', 'constant-output'].includes(rule) ? 0.6 : 0;
    },
    explanation:
      'tanh has mean 0 and slope 1 at 0, where a sigmoid has mean 0.5 and slope 0.25 at best, so that a stack of it keeps far more of ' +
      'the gradient; it can still saturate (LeCun et al., 1998; Glorot and Bengio, 2010).',
  },
  {
    id: 'activation-leaky-relu',
    name: 'leaky ReLU',
    next: { as: { factory: 'leakyReLU', options: () => ['alpha: 0.2'] }, initializer: null },
    replaces: canDie,
    fitness: againstDeath(0.9, 0.75),
    explanation:
      'Below 0 its slope is 0.2 in place of 0, so that a silent unit still gets a gradient and can come back ' +
      '(Maas et al., 2013; slopes near 0.2 did better than 0.01 in Xu et al., 2015).',
  },
  {
    id: 'activation-elu',
    name: 'ELU',
    next: { as: 'elu', initializer: null },
    replaces: canDie,
    fitness: againstDeath(0.75, 0.6),
    explanation: 'ELU is exp(x) - 1 below 0: its slope there is exp(x) and not 0, and its mean is nearer to 0 (Clevert et al., 2016).',
  },
  {
    id: 'activation-selu',
    name: 'SELU with LeCun initialization',
    next: { as: 'selu', initializer: 'leCunNormal' },
    replaces: (activation) => canDie(activation) || isBounded(activation),
    fitness(finding, replaced) {
      if (finding.rule === 'vanishing-gradient') return replaced.some(isBounded) ? 0.75 : 0.65;
      return finding.rule === 'saturation' ? 0.5 : againstDeath(0.6, 0.4)(finding);
    },
    explanation:
      'With LeCun initialization the outputs of SELU layers are drawn to mean 0 and variance 1, layer after layer, ' +
      'without any normalization (Klambauer et al., 2017).',
  },
  {
    id: 'activation-prelu',
    name: 'PReLU',
    next: { as: { factory: 'prelu', options: preluOptions }, initializer: null },
    replaces: canDie,
    fitness: againstDeath(0.3, 0.3),
    explanation:
      'Below 0 its slope starts at 0.25 and is trained with the weights, so that a silent unit still gets a gradient (He et al., 2015).',
  },
  {
    id: 'activation-relu6',
    name: 'ReLU6',
    next: { as: 'relu6', initializer: null },
    replaces: (activation) => activation === 'relu',
    fitness: ({ rule, evidence }) => ((rule === 'exploding-gradient' || rule === 'non-finite') && evidence.causeId !== 'recurrence' ? 0.3 : 0),
    explanation: 'ReLU6 is min(max(0, x), 6): what a layer passes on cannot grow beyond 6, whatever its weights (Krizhevsky, 2010).',
  },
];

function concerned(choice: Choice, { stack }: RemedyContext): StackLayer[] {
  return stack.filter(({ activation }) => choice.replaces(activation));
}

function propose(choice: Choice, context: RemedyContext): Remedy | null {
  const entries = concerned(choice, context);
  if (entries.length === 0) return null;
  const { name, explanation } = choice;
  const { edits, layers } = replaceActivation(context, entries, choice.next);
  const title = edits.length > 0
    ? `Use ${name} in ${nameLayers(layers)}`
    : `Use ${name} by hand in ${nameLayers(entries.map(({ layer }) => layer))}`;
  return remedy(choice.id, { title, shortTitle: name[0]!.toUpperCase() + name.slice(1), explanation }, edits);
}

export const activations: readonly RemedyKind[] = CHOICES.map((choice) => ({
  id: choice.id,
  fitness(context) {
    const replaced = concerned(choice, context).map(({ activation }) => activation);
    return replaced.length === 0 ? 0 : choice.fitness(context.finding, replaced);
  },
  propose: (context) => propose(choice, context),
}));
