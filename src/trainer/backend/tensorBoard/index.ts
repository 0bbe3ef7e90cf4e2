/** `tf.node.summaryFileWriter` and `tf.node.tensorBoard` without the native library of tfjs-node: the same files. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { LayersModel, Logs, Scalar, Tensor } from '@tensorflow/tfjs';
import { placeOf } from '../fileSystem.js';
import { tf } from '../tfjs.js';
import { histogramEvent, record, scalarEvent, versionEvent, type Buckets } from './eventFile.js';

const DEFAULT_BUCKETS = 30;

/** Events go to the file at once, so that there is nothing to flush. */
class SummaryFileWriter {
  private readonly file: string;

  constructor(logdir: string, suffix: string) {
    const folder = placeOf(logdir);
    fs.mkdirSync(folder, { recursive: true });
    this.file = path.join(folder, `events.out.tfevents.${Math.floor(seconds())}.${os.hostname()}${suffix}`);
    this.append(versionEvent(seconds()));
  }

  scalar(name: string, value: Scalar | number, step: number, description?: string): void {
    if (description !== undefined) throw new Error('scalar() does not support description yet');
    this.append(scalarEvent(seconds(), step, name, typeof value === 'number' ? value : value.dataSync()[0]));
  }

  histogram(name: string, data: Tensor, step: number, buckets = DEFAULT_BUCKETS, description = ''): void {
    this.append(histogramEvent(seconds(), step, name, bucketsOf(data.dataSync(), buckets), description));
  }

  flush(): void { /* see above */ }

  private append(event: Uint8Array): void {
    fs.appendFileSync(this.file, record(event));
  }
}

function seconds(): number {
  return Date.now() / 1000;
}

/** Of equal width from the least finite value to the greatest; one when all are equal. */
function bucketsOf(data: ArrayLike<number>, count: number): Buckets {
  const values = Array.from(data).filter(Number.isFinite);
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  if (values.length === 0) return [];
  if (least === greatest) return [[least, greatest, values.length]];
  const width = (greatest - least) / count;
  const counts = new Array<number>(count).fill(0);
  for (const value of values) counts[Math.min(Math.floor((value - least) / width), count - 1)]++;
  return counts.map((each, i) => [least + i * width, i === count - 1 ? greatest : least + (i + 1) * width, each]);
}

const writers = new Map<string, SummaryFileWriter>();

/** One writer for each folder. The queue's length and time are tfjs-node's; nothing waits in a queue here. */
export function summaryFileWriter(logdir: string, _maxQueue = 10, _flushMillis = 120_000, filenameSuffix = '.v2'): SummaryFileWriter {
  tf.util.assert(typeof logdir === 'string' && logdir.length > 0, () => `Invalid logdir: ${logdir}. Expected a non-empty string for logdir.`);
  let writer = writers.get(logdir);
  if (!writer) writers.set(logdir, writer = new SummaryFileWriter(logdir, filenameSuffix));
  return writer;
}

interface TensorBoardArgs {
  updateFreq?: 'batch' | 'epoch';
  /** Epochs between histograms of all weights; 0: none. */
  histogramFreq?: number;
}

/** Logs that are no metrics. */
const COUNTS = new Set(['batch', 'size', 'num_steps']);
const VALIDATION = 'val_';

/** A callback for `fit`: metrics of training and of validation in folders of their own, as Keras has them. */
export function tensorBoard(logdir = './logs', { updateFreq = 'epoch', histogramFreq = 0 }: TensorBoardArgs = {}): object {
  tf.util.assert(['batch', 'epoch'].includes(updateFreq), () => `Expected updateFreq to be 'batch' or 'epoch', but got ${updateFreq}`);
  tf.util.assert(Number.isInteger(histogramFreq) && histogramFreq >= 0,
    () => `Expected histogramFreq to be a positive integer, but got ${histogramFreq}`);
  const write = (logs: Logs = {}, prefix: string, step: number): void => {
    for (const [key, value] of Object.entries(logs)) {
      if (COUNTS.has(key)) continue;
      const [part, name] = key.startsWith(VALIDATION) ? ['val', key.slice(VALIDATION.length)] : ['train', key];
      summaryFileWriter(path.join(logdir, part)).scalar(prefix + name, value, step);
    }
  };
  let batches = 0;
  let model: LayersModel | null = null;
  const callback = new tf.CustomCallback({
    onBatchEnd: (_, logs) => {
      batches++;
      if (updateFreq === 'batch') write(logs, 'batch_', batches);
    },
    onEpochEnd: (epoch, logs) => {
      write(logs, 'epoch_', epoch + 1);
      if (histogramFreq === 0 || epoch % histogramFreq !== 0) return;
      const writer = summaryFileWriter(path.join(logdir, 'train'));
      for (const weight of model?.weights ?? []) writer.histogram(weight.name, weight.read(), epoch);
    },
  });
  callback.setModel = (given) => {
    model = given as LayersModel;
  };
  return callback;
}
