import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { sarifLog } from '../../../src/cli/sarif.js';
import { RULE_TEXTS } from '../../../src/cli/sarifRules.js';
import type { Report } from '../../../src/shared/report.js';

/** The standard's own schema. It is in draft 4, of which it uses nothing that later drafts read otherwise but these two keys. */
const SCHEMA = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const schema = { ...JSON.parse(fs.readFileSync(SCHEMA, 'utf8')) as object, $schema: undefined, id: undefined };
const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false }).compile(schema);

function checked(report: Report): Log {
  const log = JSON.parse(JSON.stringify(sarifLog(report, '1.2.3'))) as Log;
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  return log;
}

function layer(name: string, line: number | null, file = 'src/my model.ts'): Report['layers'][number] {
  const site = line === null ? null : { file, line, column: 13 };
  return { id: name, name, className: 'Dense', depth: 0, model: null, calls: 1, site, weights: [] };
}

const FINDING: Report['findings'][number] = {
  rule: 'vanishing-gradient', severity: 'error', layers: ['a', 'b', 'c'], step: 2, stepsSeen: 9, confidence: 0.9,
  message: 'The gradient of `a` fades.', cause: 'The slope is small.', evidence: { ratio: Infinity, norms: [1, NaN], name: 'a' },
  consequences: [], remedies: [{
    id: 'clip', title: 'Clip', explanation: 'It bounds the step.', trial: null,
    createFiles: [{ file: 'src/clip.ts', text: 'export {};\n' }],
    edits: [{ file: 'src/my model.ts', start: { line: 3, column: 5 }, end: { line: 4, column: 1 }, newText: '<new>' }],
  }, { id: 'hand', title: 'Scale the inputs', explanation: '', trial: null, createFiles: [], edits: [] }],
};

function report(more: Partial<Report> = {}): Report {
  return {
    version: 1, root: '/home/me/net', file: 'src/my model.ts', backend: 'wasm', backendNotes: [], seed: 1, steps: 9, stopped: 'end',
    data: 'program', error: null, models: [], layers: [layer('a', 5), layer('b', 6), layer('c', null)],
    series: { loss: [], layers: {} }, findings: [FINDING], ...more,
  };
}

describe('SARIF', () => {
  it('places a finding on its first layer, and relates the others that have a line', () => {
    const [run] = checked(report()).runs;
    expect(run.tool.driver).toMatchObject({ name: 'Gradient Inspector', version: '1.2.3' });
    const [found] = run.results!;
    expect(found).toMatchObject({ ruleId: 'vanishing-gradient', ruleIndex: 0, level: 'error' });
    expect(run.tool.driver.rules![found.ruleIndex!].id).toBe('vanishing-gradient');
    expect(found.message.text).toBe('The gradient of a fades. The slope is small.');
    expect(found.locations![0].physicalLocation).toEqual({
      artifactLocation: { uri: 'src/my%20model.ts', uriBaseId: '%SRCROOT%' }, region: { startLine: 5, startColumn: 13 },
    });
    expect(run.originalUriBaseIds!['%SRCROOT%'].uri).toMatch(/^file:\/\/.*\/home\/me\/net\/$/);
    expect(found.relatedLocations!.map(({ message, physicalLocation }) => [message!.text, physicalLocation!.region!.startLine]))
      .toEqual([['b', 6]]);
    expect(found.properties).toMatchObject({ evidence: { ratio: 'Infinity', norms: [1, 'NaN'], name: 'a' }, advice: ['Scale the inputs'] });
  });

  it('has each edit of a remedy as a replacement, and a new file as an insertion', () => {
    const [found] = checked(report()).runs[0].results!;
    expect(found.fixes).toHaveLength(1);
    expect(found.fixes![0].description!.text).toBe('Clip. It bounds the step.');
    expect(found.fixes![0].artifactChanges).toEqual([
      { artifactLocation: { uri: 'src/my%20model.ts', uriBaseId: '%SRCROOT%' }, replacements: [
        { deletedRegion: { startLine: 3, startColumn: 5, endLine: 4, endColumn: 1 }, insertedContent: { text: '<new>' } },
      ] },
      { artifactLocation: { uri: 'src/clip.ts', uriBaseId: '%SRCROOT%' }, replacements: [
        { deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, insertedContent: { text: 'export {};\n' } },
      ] },
    ]);
  });

  it('keeps a finding the same when lines shift, and tells findings of other layers apart', () => {
    const printOf = (given: Report): unknown => checked(given).runs[0].results![0].partialFingerprints;
    const before = printOf(report());
    expect(printOf(report({ layers: [layer('a', 50), layer('b', 51), layer('c', null)] }))).toEqual(before);
    expect(printOf(report({ findings: [{ ...FINDING, layers: ['b'] }] }))).not.toEqual(before);
  });

  it('names the file where no line is known, and a file outside the root by its whole path', () => {
    const locationOf = (given: Report) => checked(given).runs[0].results![0].locations![0].physicalLocation!;
    expect(locationOf(report({ findings: [{ ...FINDING, layers: [] }] }))).toMatchObject({
      artifactLocation: { uri: 'src/my%20model.ts' }, region: { startLine: 1 },
    });
    const outside = locationOf(report({ layers: [layer('a', 5, '../shared/net.ts')] })).artifactLocation!;
    expect(outside.uri).toMatch(/^file:\/\/.*\/home\/me\/shared\/net\.ts$/);
    expect(outside.uriBaseId).toBeUndefined();
  });

  it.each([['error', 'error'], ['warning', 'warning'], ['info', 'note']] as const)('writes severity %s as level %s', (severity, level) => {
    expect(checked(report({ findings: [{ ...FINDING, severity }] })).runs[0].results![0].level).toBe(level);
  });

  it('tells of a program that failed, at its line', () => {
    const error = { message: 'x is not a function', file: 'src/my model.ts', line: 7, column: 3, stack: null };
    const [failed] = checked(report({ error, findings: [] })).runs[0].invocations!;
    expect(failed.executionSuccessful).toBe(false);
    expect(failed.toolExecutionNotifications![0]).toMatchObject({
      level: 'error', message: { text: 'x is not a function' },
      locations: [{ physicalLocation: { region: { startLine: 7, startColumn: 3 } } }],
    });
    expect(checked(report()).runs[0].invocations![0].executionSuccessful).toBe(true);
  });

  it('has words for each rule that has a page', () => {
    const pages = fs.readdirSync(path.resolve(import.meta.dirname, '../../../docs/rules')).map((name) => path.parse(name).name);
    expect(Object.keys(RULE_TEXTS).sort()).toEqual(pages.sort());
  });
});
