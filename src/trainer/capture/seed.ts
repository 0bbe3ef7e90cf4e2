/**
 * Repeatable runs: the same seed gives the same run, and an edit changes no more than what it is about.
 *
 * Everything in tfjs draws its seeds from `Math.random`, so that is led to streams of their own: one for each weight's
 * initializer, by the layer's class, its ordinal in that class and the weight's name; one for each layer's dropout and noise;
 * and one for all the rest, the program's data and shuffling. A layer more, or another initializer, shifts no other stream.
 */
import { alea } from 'seedrandom';
import { intercept } from './patch.js';
import type { Layer, LayerWeight, Tfjs } from './tfjs.js';

type Random = () => number;

interface WeightAdder {
  addWeight(name: string, ...rest: unknown[]): LayerWeight;
}

/**
 * Seeds the process. The answer takes the hooks off again.
 *
 * @param weightSeed of the initial weights, where they are to be others on the same data
 */
export function seedProgram(tf: Tfjs, seed: number, weightSeed = seed): () => void {
  const streams = new Streams(seed);
  const ofWeights = weightSeed === seed ? '' : ` of ${weightSeed}`;
  const keys = new LayerKeys();
  const { Layer } = tf.layers;
  let shuffles = 0;
  const undo = [
    intercept(Math, 'random', () => streams.next()),
    intercept(Layer.prototype as unknown as WeightAdder, 'addWeight', (layer, args, call) =>
      streams.within(`weight ${keys.of(layer as unknown as Layer)} ${args[0]}${ofWeights}`, () => call(...args))),
    intercept(Layer.prototype, 'apply', (layer, args, call) => streams.within(`layer ${keys.of(layer)}`, () => call(...args))),
    // tf.data seeds its shuffling with the clock.
    intercept(tf.data.Dataset.prototype, 'shuffle', (_, [size, given, reshuffle], call) =>
      call(size, given ?? `${seed} shuffle ${shuffles++}`, reshuffle)),
  ];
  return () => undo.reverse().forEach((each) => each());
}

class Streams {
  private readonly streams = new Map<string, Random>();
  private current: Random;

  constructor(private readonly seed: number) {
    this.current = this.stream('program');
  }

  readonly next: Random = () => this.current();

  /** Runs `work` with random numbers from the stream of that name. */
  within<T>(name: string, work: () => T): T {
    const outer = this.current;
    this.current = this.stream(name);
    try {
      return work();
    } finally {
      this.current = outer;
    }
  }

  private stream(name: string): Random {
    let stream = this.streams.get(name);
    if (!stream) this.streams.set(name, stream = alea(`${this.seed} ${name}`));
    return stream;
  }
}

/** `Dense 2`: the third Dense that is used. */
class LayerKeys {
  private readonly keys = new WeakMap<Layer, string>();
  private readonly ordinals = new Map<string, number>();

  of(layer: Layer): string {
    let key = this.keys.get(layer);
    if (key === undefined) {
      const className = layer.getClassName();
      const ordinal = this.ordinals.get(className) ?? 0;
      this.ordinals.set(className, ordinal + 1);
      key = `${className} ${ordinal}`;
      this.keys.set(layer, key);
    }
    return key;
  }
}
