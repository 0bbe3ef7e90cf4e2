/**
 * Cases in which tfjs's WASM kernels give a wrong result or an error. They go to the cpu backend's kernel instead; all
 * other calls stay where they are. Above all, a NaN must stay one: XNNPACK's clamps turn it into a number, and a model
 * that has diverged would show a finite loss.
 */
import type { TensorInfo } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { cpuKernel } from './fallback.js';
import { holdsNaN, replaceKernel, wasmKernel, type KernelCall } from './kernels.js';

type Inputs = Record<string, TensorInfo | undefined>;
type Attributes = Record<string, unknown> | undefined;
type Call = KernelCall<Record<string, TensorInfo>, Attributes>;

/** Whether the WASM kernel must not be used for a call, by kernel. */
const wrong: Record<string, (call: Call) => boolean> = {
  // Clamps that lose NaN.
  Maximum: takesNaN,
  Minimum: takesNaN,
  Relu6: takesNaN,
  AvgPool: takesNaN,
  FusedDepthwiseConv2D: (call) => clamps(call) && takesNaN(call),
  // And integers are read as if they were floats.
  ClipByValue: (call) => call.inputs.x.dtype !== 'float32' || takesNaN(call),

  // There is an error for these images.
  Conv2D: isChannelsFirst,
  FusedConv2D: isChannelsFirst,

  // The search for a maximum starts at the smallest positive float, so that negative values lose to 1.2e-38.
  MaxPool3D: () => true,
  MaxPool3DGrad: () => true,
  MaxPoolWithArgmax: () => true,
  Dilation2D: () => true,
  Dilation2DBackpropInput: () => true,
  Dilation2DBackpropFilter: () => true,

  // Numbers become bytes instead of 0 and 1.
  Cast: ({ inputs, attrs }) => attrs?.dtype === 'bool' && inputs.x.dtype !== 'bool',

  // Slopes are taken in turn, which is right only for those of the last axes.
  Prelu: ({ inputs }) => !isSuffix(inputs.alpha.shape, inputs.x.shape),

  // There is an error for strings.
  Equal: comparesStrings,
  NotEqual: comparesStrings,
};

export function installCorrections(tf: Tfjs): void {
  for (const [name, isWrong] of Object.entries(wrong)) {
    const onWasm = wasmKernel<Inputs, Attributes>(tf, name);
    const onCpu = cpuKernel(tf, name);
    replaceKernel<Inputs, Attributes>(tf, name, 'wasm', (call) =>
      isWrong(call) ? onCpu(call.inputs, call.attrs, call.backend) : onWasm(call));
  }
}

function takesNaN({ inputs, backend }: Call): boolean {
  return Object.values(inputs as Inputs).some((tensor) => tensor?.dtype === 'float32' && holdsNaN(backend, tensor));
}

function clamps({ attrs }: Call): boolean {
  return attrs?.activation === 'relu' || attrs?.activation === 'relu6';
}

function isChannelsFirst({ attrs }: Call): boolean {
  return attrs?.dataFormat === 'NCHW';
}

function comparesStrings({ inputs }: Call): boolean {
  return inputs.a.dtype === 'string';
}

/** Whether `shape`, without the ones that it begins with, is how `whole` ends. */
function isSuffix(shape: readonly number[], whole: readonly number[]): boolean {
  const first = shape.findIndex((length) => length !== 1);
  const trimmed = first < 0 ? [] : shape.slice(first);
  return trimmed.length <= whole.length && trimmed.every((length, i) => length === whole[whole.length - trimmed.length + i]);
}
