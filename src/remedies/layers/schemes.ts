/** He, Glorot and LeCun: the scale of initial weights that an activation keeps. */
import type { LayerInfo } from '../../shared/run.js';
import { familyOf } from '../context.js';

export interface Scheme {
  id: string;
  name: string;
  /** tfjs's identifier. */
  initializer: string;
  suits(activation: string): boolean;
  /** Initializer classes that already are of this scheme or as good. */
  alreadyGood: ReadonlySet<string>;
  explanation: string;
}

export const HE: Scheme = {
  id: 'he-initialization',
  name: 'He',
  // tfjs cuts normal distributions off at two deviations without making up for it: heNormal has 77.4 % of the variance.
  initializer: 'heUniform',
  suits: (activation) => familyOf(activation) === 'relu',
  alreadyGood: new Set(['HeNormal', 'HeUniform']),
  explanation:
    'ReLU passes half of its input on, so weights need the variance 2 / fan_in to keep the scale of activations and gradients ' +
    'from layer to layer; Glorot, the default, loses a factor of up to the square root of 2 in each (He et al., 2015). ' +
    '`heUniform` has that variance exactly; tfjs’s `heNormal` has 77 % of it, which shows in deep networks.',
};

export const GLOROT: Scheme = {
  id: 'glorot-initialization',
  name: 'Glorot',
  initializer: 'glorotNormal',
  suits: (activation) => ['bounded', 'linear', 'other'].includes(familyOf(activation)),
  alreadyGood: new Set(['GlorotNormal', 'GlorotUniform', 'LeCunNormal', 'LeCunUniform', 'Orthogonal']),
  explanation:
    'With the variance 2 / (fan_in + fan_out) tanh and sigmoid start in their steep middle, ' +
    'and activations and gradients keep their scale through the layers (Glorot and Bengio, 2010).',
};

export const LECUN: Scheme = {
  id: 'lecun-initialization',
  name: 'LeCun',
  initializer: 'leCunNormal',
  suits: (activation) => activation === 'selu',
  alreadyGood: new Set(['LeCunNormal']),
  explanation:
    'SELU keeps mean 0 and variance 1 from layer to layer only if weights start with the variance 1 / fan_in ' +
    '(Klambauer et al., 2017).',
};

/** The scheme that goes with an activation. */
export function schemeFor(activation: string): Scheme {
  return [HE, LECUN].find(({ suits }) => suits(activation)) ?? GLOROT;
}

/** Initializers that ignore how many inputs a layer has. */
const BLIND = new Set(['RandomNormal', 'RandomUniform', 'TruncatedNormal', 'Constant', 'Zeros', 'Ones', 'Identity']);

export function isBlind({ kernelInitializer }: LayerInfo): boolean {
  return kernelInitializer !== null && BLIND.has(kernelInitializer);
}
