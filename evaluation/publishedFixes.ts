/** The fixes that the published cases come with, as programs: those that the file of cases has none for, from their words. */
import type { Case, LayerSpec } from './case.js';

const hidden = (layers: readonly LayerSpec[], change: Partial<LayerSpec>): LayerSpec[] =>
  layers.map((layer, i) => (i < layers.length - 1 ? { ...layer, ...change } : layer));
const output = (layers: readonly LayerSpec[], change: Partial<LayerSpec>): LayerSpec[] =>
  layers.map((layer, i) => (i === layers.length - 1 ? { ...layer, ...change } : layer));

const FIXES: Readonly<Record<string, (one: Case) => Partial<Case>>> = {
  'so-34311586': ({ layers }) => ({
    layers: output(layers, { activation: 'sigmoid' }),
    optimizer: { name: 'SGD', learningRate: 0.1, momentum: 0.9, nesterov: true }, epochs: 10_000, batch: 4,
  }),
  'so-48221692': ({ layers }) => ({ layers: output(layers, { activation: 'linear' }) }),
  'gh-FacialKeypoints': () => ({ optimizer: { name: 'SGD', learningRate: 0.01, momentum: 0.9, nesterov: true, clipNorm: 1 }, epochs: 400 }),
  'ips-4': ({ layers }) => ({ layers: layers.map((layer) => ({ ...layer, kernelInitializer: 'heNormal' })) }),
  'ips-17': () => ({ loss: 'meanSquaredError' }),
  'at-demo-vanish': ({ layers }) => ({ layers: hidden(layers, { activation: 'selu' }) }),
  'at-circle-vanish-relu-small': ({ layers }) => ({ layers: hidden(layers, { kernelInitializer: 'heUniform' }) }),
};

/** The case put right as its source does it; null where that is not known. */
export function publishedFix(one: Case, all: readonly Case[]): Case | null {
  const shipped = all.find(({ id }) => id === one.fixed);
  const fix = FIXES[one.id];
  return shipped ?? (fix ? { ...one, id: `${one.id}-published`, ...fix(one) } : null);
}
