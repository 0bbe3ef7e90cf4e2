/**
 * A run as one HTML file that needs nothing but a browser: the panel itself, and the messages that an editor would have sent
 * to it. The data is never part of any code: it lies in blocks of JSON, and no script runs but the two whose hashes the
 * file's policy names.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { RunStore } from '../run/index.js';
import type { FindingView, HostToPanel, RunStatus } from '../shared/panelProtocol.js';
import { HISTOGRAMS, STATISTIC_COUNT } from '../shared/statistics.js';
import { toWire } from '../shared/wire.js';

/** Values per block of JSON: about 1 MB, because the longest string that an engine can make is no limit to a run then. */
const VALUES_PER_BLOCK = 2 ** 18;
/** Histograms in the file at most: some 8 MB. */
const MOST_HISTOGRAMS = 24_000;
/** Gradients with respect to hidden states in the file at most: some 5 MB. */
const MOST_HIDDEN = 1_000_000;

/** What of an analysis the file shows. */
export interface HtmlReportRun {
  readonly status: RunStatus;
  readonly store: RunStore;
  readonly findings: FindingView[];
}

/** The built panel as text. */
export interface WebviewBundle {
  /** In the order in which they run. */
  scripts: string[];
  styles: string[];
}

/** @param folder dist/webview */
export function readWebviewBundle(folder: string): WebviewBundle {
  const read = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');
  return { scripts: [read('standalone.js'), read('panel.js')], styles: [read('standalone.css'), read('panel.css')] };
}

/** The file in pieces. */
export function* htmlReport(run: HtmlReportRun, bundle: WebviewBundle): Generator<string> {
  const scripts = bundle.scripts.map((text) => scriptText(withoutSourceMap(text)));
  const styles = bundle.styles.map((text) => styleText(withoutSourceMap(text)));
  const policy = [
    `default-src 'none'`,
    `script-src ${scripts.map(hashSource).join(' ')}`,
    `style-src ${styles.map(hashSource).join(' ')}`,
    `img-src data:`,
  ].join('; ');
  yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<meta name="color-scheme" content="light dark">
<title>Gradients of ${escapeHtml(run.status.file)}</title>
<link rel="icon" href="data:,">
${styles.map((text) => `<style>${text}</style>`).join('\n')}
</head>
<body>
<noscript>This report draws its plots with JavaScript, which is switched off here.</noscript>
`;
  for (const message of messages(run)) yield `<script type="application/json">${jsonText(toWire(message))}</script>\n`;
  for (const text of scripts) yield `<script>${text}</script>\n`;
  yield '</body>\n</html>\n';
}

/** The run as an editor would tell it, and then the histograms for which the panel will ask. */
function* messages({ status, store, findings }: HtmlReportRun): Generator<HostToPanel> {
  const runId = status.id;
  yield { type: 'reset', status, origin: 'file' };
  yield { type: 'layers', runId, layers: [...store.layers], models: [...store.models] };
  const perBlock = Math.max(1, Math.floor(VALUES_PER_BLOCK / Math.max(1, store.layers.length * STATISTIC_COUNT)));
  for (let first = 0; first < store.stepCount; first += perBlock) yield { type: 'steps', runId, ...store.block(first, perBlock) };
  yield { type: 'findings', runId, findings };
  yield* histograms(runId, store, findings);
  yield* hiddenGradients(runId, store, findings);
}

function* hiddenGradients(runId: string, store: RunStore, findings: readonly FindingView[]): Generator<HostToPanel> {
  const perStep = store.hiddenGradients(store.stepCount - 1).values.length;
  for (const step of chosenSteps(store, findings, Math.floor(MOST_HIDDEN / Math.max(1, perStep)))) {
    const found = store.hiddenGradients(step);
    if (found.layers.length > 0) yield { type: 'hidden', runId, ...found };
  }
}

function* histograms(runId: string, store: RunStore, findings: readonly FindingView[]): Generator<HostToPanel> {
  const perStep = Math.max(1, store.layers.length * HISTOGRAMS.length);
  for (const step of chosenSteps(store, findings, Math.floor(MOST_HISTOGRAMS / perStep))) {
    for (const { id: layer } of store.layers) {
      for (const kind of HISTOGRAMS) {
        const shares = store.histogram(layer, step, kind);
        if (shares) yield { type: 'histogram', runId, layer, step, kind, shares };
      }
    }
  }
}

/** All steps if they fit; else those at which findings begin, the last, and as many between as there is room for, evenly. */
function chosenSteps({ stepCount }: RunStore, findings: readonly FindingView[], most: number): number[] {
  if (stepCount === 0) return [];
  const room = Math.max(1, most);
  const wanted = [stepCount - 1, ...findings.map(({ step }) => step)];
  const even = Array.from({ length: Math.min(room, stepCount) }, (_, i) => Math.floor(i * Math.max(1, stepCount / room)));
  return [...new Set([...wanted, ...even])].slice(0, room).sort((a, b) => a - b);
}

/** The file stands alone: there is no map beside it. */
function withoutSourceMap(text: string): string {
  return text.replace(/^(\/\/|\/\*)# sourceMappingURL=.*$/gm, '').trimEnd();
}

/** Of what ends a script early in HTML, or begins a comment in it, nothing is left; in strings, regular expressions and templates. */
function scriptText(code: string): string {
  return code.replace(/<(?=!--|\/script)/gi, '\\x3C');
}

function styleText(css: string): string {
  return css.replace(/<(?=\/style)/gi, '\\3C ');
}

/** JSON in which HTML finds no tag and no comment. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}
