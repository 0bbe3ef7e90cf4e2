/**
 * Sound programs as people write them, in the folder beside: reinforcement learning, GANs, attention, likelihoods, losses and
 * loops of their own. All of them learn, or play better, by their end.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { WrittenCase } from '../case.js';

/** What programs import. */
const PARTS = new Set(['cartPole.ts']);

export function writtenPrograms(root: string): WrittenCase[] {
  const folder = path.join(root, 'evaluation/heldOut/programs');
  return fs.readdirSync(folder).filter((name) => !PARTS.has(name)).map((name) => ({
    id: `program-${path.parse(name).name}`, healthy: true, accepted: [], file: path.join(folder, name),
  }));
}
