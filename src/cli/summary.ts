import path from 'node:path';
import { plural } from '../shared/format.js';
import { keyFigures } from '../shared/keyFigures.js';
import type { FindingView, RunStatus } from '../shared/panelProtocol.js';
import type { LayerInfo, RunData } from '../shared/run.js';
import { findingText } from './findingText.js';
import type { FindingTextOptions } from './findingText.js';
import { heatmap } from './heatmap.js';
import type { Style } from './style.js';
import { paragraph } from './text.js';

const WIDEST = 100;

export interface SummaryOptions {
  /** Columns of the terminal; 0 when it is none. */
  columns: number;
  style: Style;
  /** A path of the report (relative to its root), for people. */
  pathOf(file: string): string;
}

/** What the run was, how its gradients went, and what is wrong with it: the text for people. */
export function summary(status: RunStatus, data: RunData, findings: readonly FindingView[], options: SummaryOptions): string {
  const width = options.columns > 0 ? Math.min(WIDEST, Math.max(60, options.columns)) : WIDEST;
  const { style, pathOf } = options;
  const placeOf = ({ site }: LayerInfo): string => (site ? `${pathOf(site.file)}:${site.line}` : '');
  const blocks = [header(status, width, options)];
  if (data.stepCount > 0) {
    const marked = new Set(findings.filter(({ severity }) => severity !== 'info').flatMap(({ layers }) => layers));
    blocks.push(heatmap(data, { width, style, marked, placeOf: shortPlace }));
    if (findings.every(({ severity }) => severity === 'info')) blocks.push(healthy(data, findings, style));
  }
  const forFindings: FindingTextOptions = { width, style, layers: data.layers, placeOf, pathOf };
  blocks.push(...findings.map((finding) => findingText(finding, forFindings)));
  return `\n${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function header(status: RunStatus, width: number, { style, pathOf }: SummaryOptions): string[] {
  const facts = [`${plural(status.steps, 'step')} in ${formatSeconds(status.seconds)}`];
  if (status.backend) facts.push(status.backend.label);
  if (status.seed !== null) facts.push(`seed ${status.seed}`);
  const end = ENDINGS[status.stopped ?? 'end'];
  if (end !== '') facts.push(end);
  const lines = [`${style.text(pathOf(status.file), 'bold')}  ${facts.join(', ')}`];
  const notes = [
    ...(status.backend?.passedOver.map(({ reason }) => reason) ?? []),
    ...(status.backend?.notes ?? []),
    ...gpuHint(status),
    ...status.notes,
  ];
  for (const note of notes) lines.push(...paragraph(note, width, 2).map((line) => style.text(line, 'dim')));
  return lines;
}

/** Where a GPU was looked for and none was taken. */
function gpuHint({ backend }: RunStatus): string[] {
  const looked = backend?.passedOver.some(({ name }) => name === 'tensorflow-gpu' || name === 'webgpu');
  return looked && backend?.name !== 'webgpu' ? ['How to train on a GPU: docs/gpu.md of Gradient Inspector.'] : [];
}

const ENDINGS: Record<NonNullable<RunStatus['stopped']>, string> = {
  end: '', steps: 'stopped at the step limit', seconds: 'stopped at the time limit', user: 'stopped by you',
  error: 'failed', timeout: 'stuck', memory: 'out of memory',
};

/** File name and line: the whole path stands in the header and in the findings. */
function shortPlace({ site }: LayerInfo): string {
  return site ? `${path.basename(site.file)}:${site.line}` : '';
}

/** A sound run: says so, with the figures by which one can see it. */
function healthy(data: RunData, findings: readonly FindingView[], style: Style): string[] {
  const remarks = findings.length > 0 ? `; ${plural(findings.length, 'remark')} below` : '';
  const lines = [style.text(`✔ Nothing wrong found in ${plural(data.stepCount, 'step')}`, 'green', 'bold') + remarks];
  return [...lines, ...keyFigures(data, data.stepCount).map((figure) => `  ${figure}`)];
}

function formatSeconds(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}
