/**
 * The statistics that are captured for one layer at one step, and how they lie in a frame.
 *
 * A frame holds a dense `Float32Array` of `rows x STATISTICS.length`. A statistic belongs to one of four groups; a
 * bit mask per row says which groups were captured, so that NaN always means "the tensor really held a NaN" (or, for
 * `activationSlope` and `activationBatchStd`, "cannot be told for this layer") and never "nothing was captured".
 */

/** Bits of the presence mask of a row. */
export const enum Group {
  /** The layer's output in the forward pass. */
  Activation = 1,
  /** dL/d(output), accumulated over everything that consumes the output. */
  OutputGradient = 2,
  /** dL/d(weight), over all trainable weights of the layer. */
  WeightGradient = 4,
  /** What the optimizer did to the weights. */
  Update = 8,
}

/**
 * Every statistic, in frame order. "Share" is a number from 0 to 1. Moments of a tensor that holds NaN or an infinity
 * are themselves NaN or infinite: they are the value of the formula, not of its finite part.
 */
export const STATISTICS = [
  /** Mean of the output. */
  'activationMean',
  /** Standard deviation of the output over all its elements. */
  'activationStd',
  /** Root mean square of the output. */
  'activationRms',
  /** Largest magnitude in the output. */
  'activationMax',
  /** Mean over units of the standard deviation over the batch: 0 when the output does not depend on the input. */
  'activationBatchStd',
  /** Share of elements that are exactly 0. */
  'activationZeroFraction',
  /** Share of units (last axis) that are exactly 0 on this whole batch. */
  'silentFraction',
  /** Share of units silent on every batch of the last `DEAD_WINDOW` captured steps (fewer at the start of the run). */
  'deadFraction',
  /**
   * Share of elements where |f'(z)| is below 1 % of its maximum: sigmoid, tanh, hardSigmoid on both sides; relu6 at its
   * upper bound (its lower side shows in the zeros, as ReLU's does); else 0.
   */
  'saturatedFraction',
  /** Mean of f'(z), told from the output: sigmoid a(1-a), tanh 1-a^2, ReLU 1[a>0], linear 1; NaN where unknown. */
  'activationSlope',
  /** Number of NaN and infinite elements in the output. */
  'activationNonFinite',
  /** Root mean square per element of dL/d(output). */
  'outputGradientRms',
  /** L2 norm of dL/d(output). */
  'outputGradientNorm',
  /** Largest magnitude in dL/d(output). */
  'outputGradientMax',
  /** Share of elements of dL/d(output) that are exactly 0. */
  'outputGradientZeroFraction',
  /** Number of NaN and infinite elements in dL/d(output). */
  'outputGradientNonFinite',
  /** L2 norm over all trainable weights of dL/d(weight). */
  'weightGradientNorm',
  /** Largest magnitude in dL/d(weight). */
  'weightGradientMax',
  /** Share of elements of dL/d(weight) that are exactly 0. */
  'weightGradientZeroFraction',
  /** Number of NaN and infinite elements in dL/d(weight). */
  'weightGradientNonFinite',
  /** L2 norm of the layer's trainable weights before the update. */
  'weightNorm',
  /** L2 norm of what the optimizer added to them. */
  'updateNorm',
  /** updateNorm / weightNorm; 0 weights give 0/0 = NaN or x/0 = Infinity, and rules must expect it. */
  'updateToWeightRatio',
  /** Number of NaN and infinite elements in the weights after the update. */
  'updateNonFinite',
] as const;

export type Statistic = (typeof STATISTICS)[number];

export const STATISTIC_COUNT = STATISTICS.length;

/** Position of a statistic in a frame's row. */
export const STATISTIC_INDEX = Object.fromEntries(STATISTICS.map((name, i) => [name, i])) as Record<Statistic, number>;

/** The presence bit that must be set for the statistic to mean anything. */
export function groupOf(statistic: Statistic): Group {
  const i = STATISTIC_INDEX[statistic];
  if (i < STATISTIC_INDEX.outputGradientRms) return Group.Activation;
  if (i < STATISTIC_INDEX.weightGradientNorm) return Group.OutputGradient;
  if (i < STATISTIC_INDEX.weightNorm) return Group.WeightGradient;
  return Group.Update;
}

/** Captured steps over which a unit has to be silent to count in `deadFraction`. */
export const DEAD_WINDOW = 20;

/**
 * Histograms of magnitudes: bin 0 counts zeros and |x| < 2^-39, bin k (1..46) counts 2^(k-40) <= |x| < 2^(k-39),
 * bin 47 counts |x| >= 2^7, NaN and infinities included. Written as shares of the elements, 65535 = all of them.
 */
export const HISTOGRAM_BINS = 48;

/** The quantities that have a histogram, in frame order. */
export const HISTOGRAMS = ['activation', 'outputGradient', 'weightGradient'] as const;
export type HistogramKind = (typeof HISTOGRAMS)[number];
