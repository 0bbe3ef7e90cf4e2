/** What a step costs the host: receiving its frame, storing it, and feeding it to a panel. */
import { encodeFrame, FrameDecoder } from '../../src/run/frameDecoder.js';
import { RunStore } from '../../src/run/index.js';
import { HISTOGRAM_BINS, HISTOGRAMS, STATISTIC_COUNT } from '../../src/shared/statistics.js';
import type { StepEvent } from '../../src/shared/trainerProtocol.js';
import { toWire } from '../../src/shared/wire.js';
import { cpuMs, median } from '../harness/measure.js';
import type { Row, Settings, Table } from '../harness/part.js';
import { denseLayer, fullStep } from '../synthetic.js';

const LAYERS = 200;
/** Steps in a message to the panel, as of a program that takes 1,000 a second. */
const BLOCK = 50;
const BAR_MS = 1;

const layers = Array.from({ length: LAYERS }, (_, depth) => denseLayer(depth));

function stepEvent(step: number): StepEvent {
  const values = Float32Array.from({ length: LAYERS * STATISTIC_COUNT }, Math.random);
  const histograms = Uint16Array.from({ length: LAYERS * HISTOGRAMS.length * HISTOGRAM_BINS }, () => 65535 * Math.random());
  return { ...fullStep(step, layers.map(({ id }) => id), values), histograms };
}

export async function* part({ quick }: Settings): AsyncGenerator<Table> {
  const store = new RunStore();
  store.setLayers(layers.map((layer) => ({ ...layer, site: null, callers: [] })));
  const received: number[] = [];
  const stored: number[] = [];
  const fed: number[] = [];
  let events: StepEvent[] = [];
  const decoder = new FrameDecoder((message) => events.push(message as StepEvent));
  for (let block = 0; block < (quick ? 2 : 40); block++) {
    const frames = Buffer.concat(Array.from({ length: BLOCK }, (_, i) => encodeFrame(stepEvent(block * BLOCK + i))));
    events = [];
    received.push(await cpuMs(() => decoder.push(frames)));
    stored.push(await cpuMs(() => events.forEach((event) => store.append(event))));
    fed.push(await cpuMs(() => JSON.stringify(toWire({ type: 'steps', runId: 'bench', ...store.block(block * BLOCK, BLOCK) }))));
  }
  const perStep = (times: number[]): number => median(times.slice(1)) / BLOCK;
  const figures = [perStep(received), perStep(stored), perStep(fed)];
  const rows: Row[] = ['receive', 'store', 'feed a panel'].map((label, i) => ({ label, figures: { ms: figures[i] } }));
  const all = figures.reduce((sum, value) => sum + value, 0);
  rows.push({ label: 'all', figures: { ms: all }, bar: { column: 'ms', atMost: BAR_MS } });
  yield {
    title: `A step of ${LAYERS} layers on the host's side: CPU ms`,
    columns: { ms: 3 },
    rows,
    notes: [`With histograms. Frames arrive and go to the panel ${BLOCK} at a time.`],
  };
}
