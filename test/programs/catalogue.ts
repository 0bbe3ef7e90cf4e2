/** All areas, in the order of docs/programs.md. */
import { examples } from './examples.js';
import { failures } from './failures.js';
import { layers } from './layers.js';
import { loops } from './loops.js';
import { models } from './models.js';
import { nonFinite } from './nonFinite.js';
import type { ProgramArea } from './support/form.js';
import { surroundings } from './surroundings.js';
import { training } from './training.js';
import { traps } from './traps.js';

export const catalogue: readonly ProgramArea[] = [models, layers, training, loops, nonFinite, traps, surroundings, failures, examples];
