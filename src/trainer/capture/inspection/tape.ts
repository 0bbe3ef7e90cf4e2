/** What the tape of a step tells of its loss: how it folds examples into one number, and where a tensor comes from. */
import type { Tensor } from '../tfjs.js';

/** A node of the tape, as far as the way back from the loss needs it. */
export interface TapeStep {
  kernelName: string;
  inputs: Record<string, Tensor>;
  outputs: Tensor[];
}

/** Kernels whose output is their input, element by element or under another shape. */
const VIEWS = new Set(['Identity', 'Reshape', 'Cast', 'ExpandDims']);

/** More operations than any loss has between its value and its reduction. */
const FARTHEST = 50;

/**
 * Whether the outermost reduction of the loss is a sum or a mean. A sum that something divides is a mean; scaling by a
 * factor that no operation made cannot be told from either.
 */
export function lossReduction(tape: readonly TapeStep[], loss: Tensor): 'sum' | 'mean' | null {
  const producers = new Map(tape.flatMap((node) => node.outputs.map(({ id }) => [id, node])));
  let at: Tensor | undefined = loss;
  for (let i = 0; at && i < FARTHEST; i++) {
    const node = producers.get(at.id);
    if (!node) return null;
    const { x, a, b } = node.inputs;
    switch (node.kernelName) {
      case 'Mean':
      case 'Sum':
        if (x!.size > node.outputs[0]!.size) return node.kernelName === 'Mean' ? 'mean' : 'sum';
        at = x;
        break;
      case 'RealDiv':
        return 'mean';
      // Penalties and further losses are added behind the first.
      case 'Add':
        at = a && producers.has(a.id) ? a : b;
        break;
      default:
        if (node.kernelName !== 'Neg' && !VIEWS.has(node.kernelName)) return null;
        at = x;
    }
  }
  return null;
}

/** The tensors that this one is a view or a copy of, itself first. */
export function origins(tape: readonly TapeStep[], tensor: Tensor): Tensor[] {
  const found = [tensor];
  for (let i = tape.length - 1; i >= 0; i--) {
    const { kernelName, inputs, outputs } = tape[i]!;
    const present = found.at(-1)!;
    if (outputs[0]?.id !== present.id) continue;
    const all = Object.values(inputs);
    // `predict` concatenates its batches even where there is one.
    if (VIEWS.has(kernelName) || (kernelName === 'Concat' && all.length === 1)) found.push(all[0]!);
    else break;
  }
  return found;
}
