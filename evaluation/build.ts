/** Short ways to write cases. */
import type { Case, Code, DataSpec, LayerSpec, OptimizerSpec } from './case.js';

type Program = Pick<Case, 'data' | 'layers' | 'loss' | 'optimizer' | 'batch' | 'epochs'> & Partial<Case>;

export function dense(units: number, activation: string, kernelInitializer?: string): LayerSpec {
  return { type: 'dense', units, activation, ...(kernelInitializer ? { kernelInitializer } : {}) };
}

export function stack(n: number, ...layers: LayerSpec[]): LayerSpec[] {
  return Array.from({ length: n }, () => layers).flat();
}

export function adam(learningRate = 0.001): OptimizerSpec {
  return { name: 'Adam', learningRate };
}

export function sgd(learningRate: number, momentum?: number): OptimizerSpec {
  return { name: 'SGD', learningRate, momentum };
}

export function healthy(id: string, varies: string, program: Program): Case {
  return { id: `healthy-${id}`, healthy: true, source: `own variation: ${varies}`, accepted: [], ...program };
}

export function faulty(id: string, fault: string, accepted: Code[], program: Program): Case {
  return { id: `faulty-${id}`, healthy: false, source: `own variation: ${fault}`, accepted, ...program };
}

export function data(recipe: string, options: Record<string, unknown> = {}): DataSpec {
  return { recipe, ...options };
}

/** A classifier of one-hot labels. */
export function classifier(rows: DataSpec, layers: LayerSpec[], optimizer: OptimizerSpec, epochs: number, batch = 32): Program {
  return { data: rows, layers, loss: 'categoricalCrossentropy', optimizer, batch, epochs };
}

/** A regression under a squared loss. */
export function regression(rows: DataSpec, layers: LayerSpec[], optimizer: OptimizerSpec, epochs: number, batch = 32): Program {
  return { data: rows, layers, loss: 'meanSquaredError', optimizer, batch, epochs };
}
