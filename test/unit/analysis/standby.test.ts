import { afterEach, expect, it, vi } from 'vitest';
import { Standby } from '../../../src/analysis/index.js';
import { TrainerProcess } from '../../../src/run/index.js';
import { fakeTrainer } from './workspace.js';

const made: TrainerProcess[] = [];

function standbyOf(trainer: string): Standby {
  made.length = 0;
  return new Standby(() => {
    const child = new TrainerProcess({ packageRoot: '/nowhere', backend: 'wasm', fence: null }, { trainerPath: fakeTrainer(trainer) });
    made.push(child);
    return child;
  });
}

afterEach(async () => {
  await Promise.all(made.map((child) => child.stop()));
});

it('hands out the child that it warmed up, and warms up another', async () => {
  const standby = standbyOf('silent');
  standby.prepare();
  standby.prepare();
  expect(made).toHaveLength(1);
  expect(standby.take()).toBe(made[0]);
  await vi.waitFor(() => expect(made).toHaveLength(2), 5000);
  expect(standby.take()).toBe(made[1]);
  await standby.dispose();
});

it('makes a new child when the warm one has died', async () => {
  const standby = standbyOf('silent');
  standby.prepare();
  await made[0].stop();
  const child = standby.take();
  expect(child).toBe(made[1]);
  expect(child.ending).toBe(false);
  await standby.dispose();
});

it('leaves no warm child behind when it is disposed', async () => {
  const standby = standbyOf('silent');
  standby.prepare();
  await standby.dispose();
  expect(made[0].ending).toBe(true);
  standby.prepare();
  expect(made).toHaveLength(1);
});
