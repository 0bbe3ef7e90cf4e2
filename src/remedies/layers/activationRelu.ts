/** ReLU in place of a saturating hidden activation, with the initialization that fits it. */
import type * as t from '@babel/types';
import type { Remedy, SourceEdit } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { findAll } from '../../program/syntax/walk.js';
import { callAtSite, causeOf, familyOf, INITIALIZER_OPTIONS, isMadeAt, nameLayers, remedy, uniqueSites } from '../context.js';
import type { CallSite, RemedyContext, RemedyKind } from '../context.js';
import { optionValue, setOptions } from '../options.js';

const ID = 'activation-relu';
const EXPLANATION =
  'The slope of a sigmoid is at most 0.25, that of tanh reaches 1 only at 0, and the product of the slopes shrinks the gradient ' +
  'in every layer. ReLU has slope 1 wherever it is active, and He initialization keeps its scale (Glorot et al., 2011; He et al., 2015).';

const isString = (node: t.Node): node is t.StringLiteral => node.type === 'StringLiteral';

/** In `last ? 'softmax' : 'sigmoid'` only the hidden layers' activation may change. */
function withinConditional({ source, path }: CallSite, activation: string): SourceEdit[] | null {
  const value = optionValue(path.node, 'activation');
  if (value === null || value.type === 'StringLiteral' || value.type === 'Identifier') return null;
  const literals = findAll(value, isString).filter(({ node }) => node.value === activation);
  return literals.map(({ node }) => source.replace(node.start!, node.end!, source.quoted('relu')));
}

function editsAt(site: CallSite, layers: readonly LayerInfo[], activation: string): SourceEdit[] {
  const { source, path } = site;
  const he = (INITIALIZER_OPTIONS[layers[0]!.className] ?? []).map((name): [string, string] => [name, source.quoted('heNormal')]);
  const conditional = withinConditional(site, activation);
  if (conditional !== null) return conditional.length === 0 ? [] : [...conditional, ...setOptions(source, path.node, he)];
  return setOptions(source, path.node, [['activation', source.quoted('relu')], ...he]);
}

function propose(context: RemedyContext): Remedy | null {
  const bounded = context.stack.filter(({ layer, activation }) => familyOf(activation) === 'bounded' && layer.activation === activation);
  if (bounded.length === 0) return null;
  const treated = new Set(bounded.map(({ layer }) => layer.id));
  const edits: SourceEdit[] = [];
  const changed: LayerInfo[] = [];
  for (const { site, layers } of uniqueSites(bounded.map(({ layer }) => layer))) {
    const call = callAtSite(context.sources, site);
    // A call that makes the output layer too, with the same activation, must not change it there.
    const shared = context.data.layers.some(
      (layer) => !treated.has(layer.id) && layer.activation === layers[0]!.activation && isMadeAt(layer, site),
    );
    if (call === null || shared || call.path.node.callee.type === 'Super') continue;
    const found = editsAt(call, layers, layers[0]!.activation!);
    if (found.length === 0) continue;
    edits.push(...found);
    changed.push(...layers);
  }
  const title = edits.length > 0
    ? `Use ReLU with He initialization in ${nameLayers(changed)}`
    : `Use ReLU with He initialization by hand in ${nameLayers(bounded.map(({ layer }) => layer))}`;
  return remedy(ID, { title, shortTitle: 'ReLU with He initialization', explanation: EXPLANATION }, edits);
}

function fitness({ finding, stack }: RemedyContext): number {
  if (!stack.some(({ activation }) => familyOf(activation) === 'bounded')) return 0;
  const sigmoid = stack.some(({ activation }) => activation === 'sigmoid' || activation === 'hardSigmoid');
  switch (finding.rule) {
    case 'vanishing-gradient':
      return sigmoid || causeOf(finding) === 'saturation' ? 0.97 : 0.7;
    case 'saturation':
    case 'zero-gradient':
    case 'plateau':
    case 'slow-learning':
      return 0.7;
    default:
      return 0;
  }
}

export const activationRelu: RemedyKind = { id: ID, fitness, propose };
