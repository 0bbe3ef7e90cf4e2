import path from 'node:path';
import { formatNumber, plural } from '../shared/format.js';
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
    if (marked.size === 0) blocks.push(healthy(data, findings, style));
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
  const gradients = latest(data, 'outputGradientRms').filter((x) => x > 0);
  if (gradients.length > 0) {
    const [least, largest] = [Math.min(...gradients), Math.max(...gradients)].map(formatNumber);
    lines.push(`  Gradients from ${least} to ${largest} across layers at the last step`);
  }
  const updates = latest(data, 'updateToWeightRatio').filter((x) => Number.isFinite(x) && x > 0).sort((a, b) => a - b);
  if (updates.length > 0) {
    const median = formatNumber(updates[Math.floor(updates.length / 2)]);
    lines.push(`  Updates move the weights by ${median} of their norm a step (median; around 1e-3 is usual)`);
  }
  return lines;
}

/** A statistic of each layer at the last step that touched it. */
function latest(data: RunData, statistic: 'outputGradientRms' | 'updateToWeightRatio'): number[] {
  return data.layers.flatMap(({ id }) => {
    for (let step = data.stepCount - 1; step >= 0; step--) {
      const value = data.value(id, statistic, step);
      if (value !== undefined) return [value];
    }
    return [];
  });
}

function formatSeconds(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}
