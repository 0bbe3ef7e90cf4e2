/**
 * How the windows of a convolution lie in an image, one axis at a time, in elements along that axis: for the convolution
 * itself, and for the gradient with respect to its input, which is a convolution of dy.
 *
 * With y[p] = sum over taps r of x[p*S + r*D - P] w[r] (stride S, dilation D, padding P), dL/dx[h] is the sum of
 * dy[p] w[r] over all p and r with p*S + r - P = h (D is 1 here: tfjs has no gradient for dilated convolutions). For the h
 * of one remainder by S those are the taps r of one remainder, r = r0 + S*t, and p = (h + P - r0)/S - t: with the taps in
 * falling order these are windows of dy with step 1.
 */
export interface Axis {
  /** Number of windows, and from one to the next. */
  windows: number;
  step: number;
  /** Number of taps, and from the element that one meets to the next. */
  taps: number;
  tapStep: number;
  /** The element that the first tap of the first window meets; those outside of the image are zeros. */
  first: number;
  /** The filter's element at the first tap, and from there to the next. */
  filter: number;
  filterStep: number;
  /** Where the result of the first window belongs, and from there to the next. */
  result: number;
  resultStep: number;
}

/** What a convolution is along one axis. */
export interface AxisOfConvolution {
  inLength: number;
  outLength: number;
  taps: number;
  stride: number;
  dilation: number;
  padding: number;
}

export function forwardAxis({ outLength, taps, stride, dilation, padding }: AxisOfConvolution): Axis {
  return {
    windows: outLength, step: stride, taps, tapStep: dilation, first: -padding, filter: 0, filterStep: 1, result: 0, resultStep: 1,
  };
}

/** One for each remainder of the input's positions by the stride, in order; some may have no taps. */
export function backwardAxes({ inLength, taps, stride, padding }: AxisOfConvolution): Axis[] {
  return Array.from({ length: Math.min(stride, inLength) }, (_, remainder) => {
    const lowestTap = (remainder + padding) % stride;
    const count = Math.max(0, Math.ceil((taps - lowestTap) / stride));
    return {
      windows: Math.ceil((inLength - remainder) / stride),
      step: 1,
      taps: count,
      tapStep: 1,
      first: (remainder + padding - lowestTap) / stride - (count - 1),
      filter: lowestTap + stride * (count - 1),
      filterStep: -stride,
      result: remainder,
      resultStep: stride,
    };
  });
}

/** Zeros that an image of this length needs before and after it, so that all windows lie within. */
export function paddingOf(axes: readonly Axis[], length: number): [number, number] {
  const used = axes.filter(({ taps, windows }) => taps > 0 && windows > 0);
  const last = ({ first, windows, step, taps, tapStep }: Axis): number => first + (windows - 1) * step + (taps - 1) * tapStep;
  return [Math.max(0, ...used.map(({ first }) => -first)), Math.max(0, ...used.map((axis) => last(axis) - length + 1))];
}
