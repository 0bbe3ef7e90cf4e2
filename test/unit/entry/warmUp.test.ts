/** A child that was warmed up runs a program as a fresh one does. */
import fs from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TrainerEvent } from '../../../src/shared/trainerProtocol.js';
import { buildTrainer, runProgram } from './child.js';

let folder: string;

beforeAll(async () => {
  folder = await buildTrainer();
}, 120_000);

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Models of a whole warm-up. */
const WHOLE = 6;

/** Uses everything that tfjs counts over a process: names of layers, weights and variables, ids of tensors. */
const PROGRAM = `
const tf = require('@tensorflow/tfjs');
console.log(JSON.stringify(tf.memory()), tf.scalar(1).id, tf.variable(tf.scalar(2)).name, Math.random());
const model = tf.sequential();
model.add(tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 3, activation: 'relu' }));
model.add(tf.layers.flatten());
model.add(tf.layers.dropout({ rate: 0.5 }));
model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
const targets = tf.oneHot(tf.randomUniform([64], 0, 10, 'int32'), 10);
model.fit(tf.randomNormal([64, 8, 8, 1]), targets, { epochs: 2, batchSize: 16, verbose: 0 })
  .then(() => console.log(model.name, model.layers.map((layer) => layer.name), model.weights.map((weight) => weight.name), tf.memory().numTensors));
`;

/** What does not depend on the clock. */
const timeless = (events: TrainerEvent[]): object[] => events.map((event) => ({ ...event, time: 0 }));

it('gives the same names, random numbers, memory and steps, also when a start ends it early', async () => {
  const cold = await runProgram(folder, { code: PROGRAM });
  expect(cold.steps).toHaveLength(8);
  for (const warmUps of [1, WHOLE]) {
    const warm = await runProgram(folder, { code: PROGRAM, warmUps });
    expect(warm.output).toBe(cold.output);
    const [ready, ...events] = warm.events;
    // After one model it asks whether it goes on, and finds the start; after the last it has nothing to ask.
    const questions = events.splice(0, events.findIndex(({ type }) => type !== 'partlyWarm'));
    expect(questions).toHaveLength(Math.min(warmUps, WHOLE - 1));
    expect(timeless([ready!, ...events])).toEqual(timeless(cold.events));
  }
});
