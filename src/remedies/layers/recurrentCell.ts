/** Another recurrence: LSTM or GRU in place of a plain recurrent layer, tanh in place of an activation without bounds. */
import type * as t from '@babel/types';
import type { Finding, Remedy, SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { tfjsPath, writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { unwrap } from '../../program/syntax/walk.js';
import { callAtSite, causeOf, familyOf, isRecurrent, nameLayers, remedy, uniqueSites } from '../context.js';
import type { CallSite, RemedyContext, RemedyKind } from '../context.js';
import { dropOptions, optionsOf, optionValue } from '../options.js';
import { setOnLayers } from './setOnLayers.js';

interface Cell {
  id: string;
  name: string;
  factory: string;
  /** A plain recurrent layer has one state, an LSTM two. */
  states: number;
  fitness: number;
  explanation: string;
}

const CELLS: readonly Cell[] = [
  {
    id: 'lstm', name: 'LSTM', factory: 'lstm', states: 2, fitness: 1,
    explanation:
      'The state of an LSTM is carried on by a sum behind a gate, and not by a product with the same weights at every time step, ' +
      'so that its gradient lasts over far longer sequences (Hochreiter and Schmidhuber, 1997; Gers et al., 2000).',
  },
  {
    id: 'gru', name: 'GRU', factory: 'gru', states: 1, fitness: 0.97,
    explanation:
      'The state of a GRU is kept or replaced by a gate, and not multiplied by the same weights at every time step, so that its ' +
      'gradient lasts over far longer sequences, with three quarters of the weights of an LSTM (Cho et al., 2014).',
  },
];

const isPlain = ({ className }: LayerInfo): boolean => className === 'SimpleRNN' || className === 'SimpleRNNCell';

/** States that the program hands over or takes out are as many as the layer has. */
function handlesStates({ path }: CallSite): boolean {
  const returns = optionValue(path.node, 'returnState');
  if (returns !== null && !(returns.type === 'BooleanLiteral' && !returns.value)) return true;
  const member = path.ancestors.at(-1);
  const call = path.ancestors.at(-2);
  return member?.type === 'MemberExpression' && call?.type === 'CallExpression' && call.callee === member && call.arguments.length > 1;
}

function cellEdits(call: CallSite, cell: Cell): SourceEdit[] | null {
  const { source, path: { node } } = call;
  const plain = tfjsPath(source.names, node.callee);
  if (node.type === 'NewExpression' || (plain !== 'layers.simpleRNN' && plain !== 'layers.simpleRNNCell')) return null;
  if (optionsOf(node) === null || (cell.states !== 1 && handlesStates(call))) return null;
  const written = writeTfjsPath(source.names, `layers.${cell.factory}${plain.endsWith('Cell') ? 'Cell' : ''}`);
  if (written === null) return null;
  const { callee } = node;
  // tanh is what the gates are made for; another activation was chosen for the plain layer.
  const activation = optionValue(node, 'activation') === null ? [] : dropOptions(source, node, ['activation'], source.quoted('tanh'));
  return [source.replace(callee.start!, callee.end!, written), ...activation];
}

function proposeCell(cell: Cell, context: RemedyContext): Remedy | null {
  const layers = context.layers.filter(isPlain);
  if (layers.length === 0) return null;
  const edits: SourceEdit[] = [];
  const changed: LayerInfo[] = [];
  for (const { site, layers: made } of uniqueSites(layers)) {
    const call = callAtSite(context.sources, site);
    const found = call === null || isTyped(call) ? null : cellEdits(call, cell);
    if (found === null) continue;
    edits.push(...found);
    changed.push(...made);
  }
  const title = edits.length > 0
    ? `Use ${cell.name} in place of the plain recurrence in ${nameLayers(changed)}`
    : `Use tf.layers.${cell.factory} by hand in place of ${nameLayers(layers)}`;
  return remedy(cell.id, { title, shortTitle: cell.name, explanation: cell.explanation }, edits);
}

/** Whether the layer is bound to a type of its own class, which another layer would not fit. */
function isTyped({ path }: CallSite): boolean {
  const parent: t.Node | undefined = path.ancestors.at(-1);
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' && parent.id.typeAnnotation != null;
}

export const gatedCells: readonly RemedyKind[] = CELLS.map((cell) => ({
  id: cell.id,
  fitness: (context) => (context.layers.some(isPlain) ? cell.fitness * throughTime(context.finding) : 0),
  propose: (context) => proposeCell(cell, context),
}));

function throughTime({ rule, evidence }: Finding): number {
  if (rule === 'vanishing-through-time') return 1;
  if (rule === 'exploding-through-time') return 0.7;
  return evidence.causeId === 'recurrence' ? 0.65 : rule === 'plateau' || rule === 'slow-learning' || rule === 'constant-output' ? 0.5 : 0;
}

function proposeTanh(context: RemedyContext): Remedy | null {
  const unbounded = context.layers.filter((layer) => isRecurrent(layer) && layer.activation !== null && familyOf(layer.activation) !== 'bounded');
  const { edits, changed } = setOnLayers(context, unbounded, ({ source, path }) => {
    const written = optionValue(path.node, 'activation');
    const value = written === null ? null : unwrap(written);
    return value?.type === 'StringLiteral' ? [['activation', source.quoted('tanh')]] : null;
  });
  if (edits.length === 0) return null;
  const explanation =
    'Without a bound the state is multiplied by the recurrent weights at every time step and can grow without end; tanh, ' +
    'the default of tfjs, keeps it between -1 and 1.';
  return remedy('recurrent-tanh', { title: `Use tanh in ${nameLayers(changed)}`, shortTitle: 'tanh in the recurrence', explanation }, edits);
}

export const recurrentTanh: RemedyKind = {
  id: 'recurrent-tanh',
  fitness({ finding }) {
    if (finding.rule === 'exploding-through-time') return 0.95;
    return causeOf(finding) === 'recurrence' || finding.rule === 'exploding-gradient' || finding.rule === 'non-finite' ? 0.85 : 0;
  },
  propose: proposeTanh,
};
