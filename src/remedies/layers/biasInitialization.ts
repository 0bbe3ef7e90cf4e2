/** Biases that start where they do not silence units: at 0, or a little above it. */
import type { Remedy } from '../../shared/report.js';
import { writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { unwrap } from '../../program/syntax/walk.js';
import { causeOf, familyOf, nameLayers, remedy } from '../context.js';
import type { CallSite, RemedyContext, RemedyKind } from '../context.js';
import { optionValue } from '../options.js';
import { setOnLayers } from './setOnLayers.js';

const OPTION = 'biasInitializer';

/** Whether the call asks for other biases than 0. */
function startsElsewhere({ path }: CallSite): boolean {
  const written = optionValue(path.node, OPTION);
  const value = written === null ? null : unwrap(written);
  return value !== null && !(value.type === 'StringLiteral' && value.value === 'zeros');
}

function proposeZero(context: RemedyContext): Remedy | null {
  const { edits, changed } = setOnLayers(context, context.layers, (call) => (startsElsewhere(call) ? [[OPTION, call.source.quoted('zeros')]] : null));
  if (changed.length === 0) return null;
  const explanation =
    'A bias far below 0 keeps the input of a ReLU negative whatever the data, so that its unit is silent and gets no gradient; ' +
    'from 0 on, the sign of the weighted sum decides (Lu et al., 2019).';
  return remedy('zero-bias-initialization', { title: `Start the biases of ${nameLayers(changed)} at 0`, shortTitle: 'Zero biases', explanation }, edits);
}

export const zeroBias: RemedyKind = {
  id: 'zero-bias-initialization',
  fitness: ({ finding }) => (finding.rule === 'dead-relu' && causeOf(finding) === 'initialization' ? 1 : 0),
  propose: proposeZero,
};

/** Goodfellow et al. (2016, 6.3.1) name 0.1 as the usual small positive bias of ReLU units. */
const SMALL = 0.1;

function proposePositive(context: RemedyContext): Remedy | null {
  const layers = context.stack
    .filter(({ layer, activation }) => familyOf(activation) === 'relu' && context.finding.layers.includes(layer.id))
    .map(({ layer }) => layer);
  const { edits, changed } = setOnLayers(context, layers, (call) => {
    const constant = writeTfjsPath(call.source.names, 'initializers.constant');
    const useBias = optionValue(call.path.node, 'useBias');
    if (constant === null || startsElsewhere(call) || (useBias?.type === 'BooleanLiteral' && !useBias.value)) return null;
    return [[OPTION, `${constant}({ value: ${SMALL} })`]];
  });
  if (changed.length === 0) return null;
  const explanation =
    'With biases a little above 0 most units are active for most examples at the start, and get a gradient from the first step on ' +
    '(Goodfellow et al., 2016, 6.3.1).';
  return remedy('positive-bias-initialization', { title: `Start the biases of ${nameLayers(changed)} at ${SMALL}`, shortTitle: 'Small positive biases', explanation }, edits);
}

export const positiveBias: RemedyKind = {
  id: 'positive-bias-initialization',
  fitness: ({ finding }) => (finding.rule !== 'dead-relu' ? 0 : causeOf(finding) === 'initialization' ? 0.65 : 0.35),
  propose: proposePositive,
};
