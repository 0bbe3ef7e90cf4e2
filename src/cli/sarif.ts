/** The findings as a SARIF 2.1.0 log, which code scanning services and editors read (OASIS, sarif-v2.1.0). */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  ArtifactChange, ArtifactLocation, Fix, Invocation, Location, Log, Region, Replacement, ReportingDescriptor, Result,
} from 'sarif';
import { plainText } from '../shared/format.js';
import type { Remedy, Report, RuleId, Severity } from '../shared/report.js';
import type { SourceSite } from '../shared/run.js';
import { spreadText, trialText } from '../shared/trialWords.js';
import { RULE_TEXTS } from './sarifRules.js';

type ReportedFinding = Report['findings'][number];
type ReportedLayer = Report['layers'][number];

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** By convention: the folder that the paths are relative to, which a service replaces by its own checkout. */
const ROOT = '%SRCROOT%';
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, Result.level>;
/** The whole of a file that does not exist yet. */
const START: Region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

/** @param version of Gradient Inspector */
export function sarifLog(report: Report, version: string): Log {
  const rules = [...new Set(report.findings.map(({ rule }) => rule))];
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'Gradient Inspector', version, semanticVersion: version, rules: rules.map(descriptor) } },
      invocations: [invocation(report)],
      originalUriBaseIds: { [ROOT]: { uri: pathToFileURL(`${report.root}/`).href } },
      columnKind: 'utf16CodeUnits',
      results: report.findings.map((finding) => result(finding, rules.indexOf(finding.rule), report)),
      properties: {
        file: report.file, backend: report.backend, seed: report.seed, steps: report.steps, stopped: report.stopped, data: report.data,
      },
    }],
  };
}

function descriptor(id: RuleId): ReportingDescriptor {
  const text = RULE_TEXTS[id];
  return text ? { id, shortDescription: { text: text.description }, help: { text: text.help } } : { id };
}

function invocation(report: Report): Invocation {
  const { error } = report;
  if (!error) return { executionSuccessful: true };
  const { file, line, column } = error;
  const locations = file === null ? undefined : [place(report, { file, line: line ?? 1, column: column ?? 1 })];
  return {
    executionSuccessful: false,
    toolExecutionNotifications: [{ level: 'error', message: { text: plainText(error.message) }, locations }],
  };
}

function result(finding: ReportedFinding, ruleIndex: number, report: Report): Result {
  const [first, ...others] = finding.layers.flatMap((id) => report.layers.find((layer) => layer.id === id) ?? []);
  const related = others.filter(({ site }) => site !== null).map((layer, i): Location => (
    { id: i + 1, ...layerLocation(report, layer), message: { text: layer.name } }
  ));
  const fixes = finding.remedies.filter(changesFiles).map((remedy) => fix(report, remedy));
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: plainText([finding.message, finding.cause].filter((text) => text !== '').join(' ')) },
    locations: [first ? layerLocation(report, first) : fileLocation(report)],
    relatedLocations: related.length > 0 ? related : undefined,
    // By the layer and not by its line: the finding stays the same one when lines are added above it.
    partialFingerprints: { 'ruleAndLayer/v1': [finding.rule, report.file, finding.layers[0] ?? ''].join(':') },
    fixes: fixes.length > 0 ? fixes : undefined,
    properties: {
      step: finding.step,
      stepsSeen: finding.stepsSeen,
      confidence: finding.confidence,
      evidence: Object.fromEntries(Object.entries(finding.evidence).map(([name, value]) => [name, jsonEvidence(value)])),
      consequences: finding.consequences,
      advice: finding.remedies.filter((remedy) => !changesFiles(remedy)).map(({ title }) => title),
    },
  };
}

function layerLocation(report: Report, layer: ReportedLayer): Location {
  const location = layer.site ? place(report, layer.site) : fileLocation(report);
  return { ...location, logicalLocations: [{ name: layer.name, fullyQualifiedName: layer.id, kind: 'member' }] };
}

function place(report: Report, { file, line, column }: SourceSite): Location {
  return { physicalLocation: { artifactLocation: artifact(report, file), region: { startLine: line, startColumn: column } } };
}

/** Where no line is known. Code scanning services show no result without one. */
function fileLocation(report: Report): Location {
  return { physicalLocation: { artifactLocation: artifact(report, report.file), region: { startLine: 1 } } };
}

/** Relative to the root; a file outside of it by its whole path, because SARIF has no ".." below a base. */
function artifact({ root }: Report, file: string): ArtifactLocation {
  if (file.startsWith('../') || path.isAbsolute(file)) return { uri: pathToFileURL(path.resolve(root, file)).href };
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: ROOT };
}

function changesFiles({ edits, createFiles }: Remedy): boolean {
  return edits.length + createFiles.length > 0;
}

function fix(report: Report, { title, explanation, edits, createFiles, trial, changesLoss }: Remedy): Fix {
  const byFile = new Map<string, Replacement[]>();
  const add = (file: string, replacement: Replacement): void => {
    byFile.set(file, [...(byFile.get(file) ?? []), replacement]);
  };
  for (const { file, start, end, newText } of edits) {
    const deletedRegion = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
    add(file, { deletedRegion, insertedContent: { text: newText } });
  }
  for (const { file, text } of createFiles) add(file, { deletedRegion: START, insertedContent: { text } });
  const artifactChanges: ArtifactChange[] = [...byFile].map(([file, replacements]) => (
    { artifactLocation: artifact(report, file), replacements }
  ));
  const tried = trial ? ` Tried: ${trialText({ trial, changesLoss })}, ${spreadText(trial)}.` : '';
  return {
    description: { text: plainText(`${title}. ${explanation}${tried}`).trim() }, artifactChanges,
    ...(trial ? { properties: { trial } } : {}),
  };
}

/** JSON has no NaN and no infinities: by name, as in the report. */
function jsonEvidence(value: number | string | number[]): unknown {
  if (Array.isArray(value)) return value.map((item) => jsonEvidence(item));
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
