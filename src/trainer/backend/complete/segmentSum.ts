/** UnsortedSegmentSum, the gradient of `gather` and so of embeddings: the cpu backend reads all of `x` once per segment. */
import type { UnsortedSegmentSumAttrs, UnsortedSegmentSumInputs } from '@tensorflow/tfjs';
import type { Tfjs } from '../tfjs.js';
import { cpuKernel } from './fallback.js';
import { replaceKernel, sizeOf, view, zeros } from './kernels.js';

export function installUnsortedSegmentSum(tf: Tfjs): void {
  const onCpu = cpuKernel(tf, 'UnsortedSegmentSum');

  replaceKernel<UnsortedSegmentSumInputs, UnsortedSegmentSumAttrs>(tf, 'UnsortedSegmentSum', 'wasm', ({ inputs, attrs, backend }) => {
    const { x, segmentIds } = inputs;
    const { numSegments } = attrs;
    if (x.dtype !== 'float32' || segmentIds.shape.length !== 1) return onCpu(inputs, attrs, backend);
    const rest = x.shape.slice(1);
    const width = sizeOf(rest);
    const sums = zeros(backend, [numSegments, ...rest]);
    const from = view(backend, x);
    const to = view(backend, sums);
    const ids = backend.typedArrayFromHeap(segmentIds);
    for (let i = 0; i < ids.length; i++) {
      const segment = ids[i];
      // As in TensorFlow, what belongs to no segment is left out.
      if (segment < 0 || segment >= numSegments) continue;
      let target = segment * width;
      for (let source = i * width; source < (i + 1) * width; source++) to[target++] += from[source];
    }
    return sums;
  });
}
