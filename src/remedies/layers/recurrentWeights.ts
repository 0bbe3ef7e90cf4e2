/** Recurrent layers whose state neither grows nor fades by its weights alone: orthogonal weights, an open forget gate. */
import type { Remedy } from '../../shared/report.js';
import { unwrap } from '../../program/syntax/walk.js';
import { isRecurrent, nameLayers, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { optionValue } from '../options.js';
import type { OptionValues } from '../options.js';
import { setOnLayers } from './setOnLayers.js';

/** Only where the source asks for something else than tfjs's default, which is orthogonal already. */
function proposeOrthogonal(context: RemedyContext): Remedy | null {
  const { edits, changed } = setOnLayers(context, context.layers.filter(isRecurrent), ({ source, path }): OptionValues | null => {
    const recurrent = optionValue(path.node, 'recurrentInitializer');
    if (recurrent === null || (recurrent.type === 'StringLiteral' && recurrent.value === 'orthogonal')) return null;
    const values: OptionValues = [['recurrentInitializer', source.quoted('orthogonal')]];
    return optionValue(path.node, 'kernelInitializer') === null ? values : [...values, ['kernelInitializer', source.quoted('glorotNormal')]];
  });
  if (edits.length === 0) return null;
  const title = `Start the recurrent weights of ${nameLayers(changed)} orthogonal`;
  const explanation =
    'All singular values of an orthogonal matrix are 1, so that repeating it over the time steps neither blows the gradient up ' +
    'nor lets it vanish at the start (Saxe et al., 2014); the input weights start at the scale of Glorot.';
  return remedy('orthogonal-recurrent-initialization', { title, shortTitle: 'Orthogonal recurrent weights', explanation }, edits);
}

export const orthogonalRecurrent: RemedyKind = {
  id: 'orthogonal-recurrent-initialization',
  fitness({ finding, layers }) {
    if (!layers.some(isRecurrent)) return 0;
    switch (finding.rule) {
      case 'symmetry':
        return 1;
      case 'vanishing-through-time':
      case 'poor-initialization':
        return 0.9;
      case 'exploding-through-time':
      case 'exploding-gradient':
      case 'non-finite':
      case 'vanishing-gradient':
        return 0.7;
      default:
        return 0;
    }
  },
  propose: proposeOrthogonal,
};

/** tfjs starts the forget gate's bias at 1; only `unitForgetBias: false` and biases of the user's own change that. */
function proposeForgetGate(context: RemedyContext): Remedy | null {
  const { edits, changed } = setOnLayers(context, context.layers.filter(({ className }) => /^(Conv)?LSTM/.test(className)), ({ path }) => {
    const written = optionValue(path.node, 'unitForgetBias');
    const value = written === null ? null : unwrap(written);
    return value?.type === 'BooleanLiteral' && !value.value ? [['unitForgetBias', 'true']] : null;
  });
  if (edits.length === 0) return null;
  const title = `Start the forget gate of ${nameLayers(changed)} open`;
  const explanation =
    'With a bias of 1 the forget gate starts at 0.73 and not at 0.5, so that the state, and its gradient, last several times as many ' +
    'time steps at the start (Jozefowicz et al., 2015).';
  return remedy('forget-gate-bias', { title, shortTitle: 'Forget gate bias of 1', explanation }, edits);
}

export const forgetGateBias: RemedyKind = {
  id: 'forget-gate-bias',
  fitness: ({ finding }) => (finding.rule === 'vanishing-through-time' || finding.rule === 'vanishing-gradient' ? 0.95 : 0),
  propose: proposeForgetGate,
};
