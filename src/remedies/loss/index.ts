/** Remedies that change what the model gives and what it is compared with. */
import type { RemedyKind } from '../context.js';
import { epsilon } from './epsilon.js';
import { meanLoss } from './meanLoss.js';
import { outputActivation } from './outputActivation.js';
import { probabilityLoss } from './probabilityLoss.js';

export const LOSS_REMEDIES: readonly RemedyKind[] = [outputActivation, probabilityLoss, meanLoss, epsilon];
