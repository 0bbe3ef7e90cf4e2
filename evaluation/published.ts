/** The published cases: real faults from Stack Overflow and GitHub and the programs of other tools, with their sources. */
import fs from 'node:fs';
import path from 'node:path';
import type { Case, Code, DataSpec, LayerSpec, OptimizerSpec } from './case.js';

/** A case as the file has it. */
interface PublishedCase {
  id: string;
  healthy: boolean;
  source: string;
  data: DataSpec;
  layers: LayerSpec[];
  loss: string;
  optimizer: OptimizerSpec;
  batch: number;
  epochs_verified: number;
  rows_verified?: number;
  accepted_codes?: Code[];
  fix?: string;
  noFix?: string;
  fixed_case?: string | null;
}

export function publishedCases(folder: string): Case[] {
  const file = path.join(folder, 'published.json');
  const { faulty, healthy } = JSON.parse(fs.readFileSync(file, 'utf8')) as { faulty: PublishedCase[]; healthy: PublishedCase[] };
  return [...faulty, ...healthy].map((one) => ({
    id: one.id,
    healthy: one.healthy,
    source: one.source,
    data: one.data,
    layers: one.layers,
    loss: one.loss,
    optimizer: one.optimizer,
    batch: one.batch,
    epochs: one.epochs_verified,
    rows: one.rows_verified,
    accepted: one.accepted_codes ?? [],
    fix: one.fix,
    noFix: one.noFix,
    fixed: one.fixed_case ?? undefined,
  }));
}
