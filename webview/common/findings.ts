/** Findings in the order and the words in which people read them. */
import type { FindingView } from '../../src/shared/panelProtocol.js';
import type { Severity } from '../../src/shared/report.js';
import type { LayerInfo } from '../../src/shared/run.js';
import type { Health } from './icons.js';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

export interface RankedFinding {
  finding: FindingView;
  /** Its place in the host's list, by which the host knows it. */
  index: number;
}

/** Most severe first, else in the host's order (root causes first). */
export function ranked(findings: readonly FindingView[]): RankedFinding[] {
  return findings
    .map((finding, index) => ({ finding, index }))
    .sort((a, b) => SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) || a.index - b.index);
}

/** Findings that are about the layer, itself or in their consequences. */
export function findingsOf(findings: readonly FindingView[], layer: string): RankedFinding[] {
  return ranked(findings).filter(({ finding }) =>
    finding.layers.includes(layer) || finding.consequences.some((consequence) => consequence.layers.includes(layer)));
}

/** Health of every layer. A layer that only suffers the consequences of an error elsewhere is warned of, not blamed. */
export function healthOf(layers: readonly LayerInfo[], findings: readonly FindingView[] | null): Map<string, Health> {
  const health = new Map<string, Health>(layers.map(({ id }) => [id, findings ? 'ok' : 'unknown']));
  const worsen = (id: string, severity: Severity): void => {
    const old = health.get(id);
    if (old === undefined) return;
    if (old === 'ok' || old === 'unknown' || SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(old)) health.set(id, severity);
  };
  for (const { severity, layers: concerned, consequences } of findings ?? []) {
    for (const id of concerned) worsen(id, severity);
    for (const consequence of consequences) {
      for (const id of consequence.layers) worsen(id, severity === 'error' ? 'warning' : severity);
    }
  }
  return health;
}

/** "dense_3", "dense_3 and 4 more" */
export function layerNames(finding: FindingView, nameOf: (id: string) => string): string {
  const [first, second] = finding.layers;
  if (first === undefined) return 'the whole model';
  if (second === undefined) return nameOf(first);
  if (finding.layers.length === 2) return `${nameOf(first)} and ${nameOf(second)}`;
  return `${nameOf(first)} and ${finding.layers.length - 1} more`;
}

/** "Vanishing gradient" */
export function ruleName(rule: string): string {
  const words = rule.replaceAll('-', ' ');
  const name = words.charAt(0).toUpperCase() + words.slice(1);
  return name.replace(/relu/i, 'ReLU').replace(/^Non finite/, 'Non-finite').replace(/data non finite/i, 'Non-finite data');
}
