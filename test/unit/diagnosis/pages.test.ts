/** The page of each rule says what the rule does: its thresholds, its severities and its causes are read from the source. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/diagnosis/index.js';
import { RULES } from '../../../src/shared/report.js';

const root = path.resolve(import.meta.dirname, '../../..');
const camelCase = (id: string): string => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const sourceOf = (id: string): string => fs.readFileSync(path.join(root, 'src/diagnosis/rules', `${camelCase(id)}.ts`), 'utf8');
const pageOf = (id: string): string => fs.readFileSync(path.join(root, 'docs/rules', `${id}.md`), 'utf8');

const shared = (name: string): string => fs.readFileSync(path.join(root, 'src/diagnosis', `${name}.ts`), 'utf8');
const SHARED = [shared('sustained'), shared('growth')].join('\n');
const WORDS: Record<number, RegExp> = {
  0.001: /a thousandth/, 0.1: /a tenth/, 0.25: /a quarter/, 0.5: /half|½/, 1: /\bone\b|its own size|of the same size/, 2: /twice|two|double/, 3: /three|third/, 4: /four/, 5: /five/, 8: /eight/, 10: /\bten\b|tenfold/, 20: /twenty/,
};

/** Numbers that a source names at its top level. */
function named(source: string): [name: string, value: number][] {
  return [...source.matchAll(/^(?:export )?const ([A-Z][A-Z_]+) = ([-+*\d.e ]+);/gm)].map(([, name, value]) => [name!, calculate(value!)]);
}

/** Those of the rule, and those of others that it imports by name. */
function thresholds(source: string): [name: string, value: number][] {
  return [...named(source), ...named(SHARED).filter(([name]) => new RegExp(`import \\{[^}]*\\b${name}\\b`).test(source))];
}

/** The words that stand behind `causeId:`. */
function causes(source: string): string[] {
  return [...source.matchAll(/causeId: (?:\w+ \? )?'([a-z-]+)'(?: : '([a-z-]+)')?/g)].flatMap(([, one, other]) => (other ? [one!, other] : [one!]));
}

/** `20`, `1e-4`, `1e-3 * 2 ** 24` */
function calculate(text: string): number {
  return text.split(' * ').reduce((product, factor) => {
    const [base, exponent = '1'] = factor.split(' ** ');
    return product * Number(base) ** Number(exponent);
  }, 1);
}

/** The number as people write it: 0.1 as "0.1", "10 %" or "a tenth", 16777 as "16,777". */
function isWritten(value: number, page: string): boolean {
  const forms = [String(value), value.toExponential().replace('e+', 'e'), Math.round(value).toLocaleString('en-US'), `${Number((100 * value).toPrecision(6))} %`];
  const numbers = new Set(page.match(/-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?: %)?/g) ?? []);
  return forms.some((form) => numbers.has(form) || numbers.has(form.replace(' %', '%')) || numbers.has(`${form} %`)) || (WORDS[value]?.test(page) ?? false);
}

it('every rule has a page, and every page a rule', () => {
  expect(fs.readdirSync(path.join(root, 'docs/rules')).sort()).toEqual(RULES.map((id) => `${id}.md`).sort());
  expect(rules.map(({ id }) => id).sort()).toEqual([...RULES].sort());
});

describe.each([...RULES])('%s', (id) => {
  const source = sourceOf(id);
  const page = pageOf(id);

  it('gives its thresholds', () => {
    expect(thresholds(source).filter(([, value]) => !isWritten(value, page))).toEqual([]);
  });

  it('names its severities, and no other', () => {
    const severities = ['error', 'warning', 'info'].filter((severity) => new RegExp(`severity: .*'${severity}'`).test(source));
    const words: Record<string, RegExp> = { error: /\ban error\b|\*\*Error\*\*|^- Error|always an error/im, warning: /a warning|\*\*Warning\*\*|^- Warning|\bwarns\b/im, info: /information/i };
    expect(Object.keys(words).filter((severity) => words[severity]!.test(page))).toEqual(severities);
  });

  it('lists its causes', () => {
    const listed = new Set([...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, cause]) => cause));
    const attributed = shared('attribution').split('export function ').filter((text) => source.includes(` ${/^\w+/.exec(text)?.[0]} `)).flatMap(causes);
    expect([...listed].sort()).toEqual([...new Set([...causes(source), ...attributed])].sort());
  });

  it('says what is healthy, in the source, too', () => {
    expect(page).toMatch(/^## Healthy$/m);
    expect(source).toMatch(/^ \* Healthy: /m);
    expect(source).toMatch(/^ \* Source: /m);
  });
});

it('exploding-gradient tells when a run diverges, vanishing-gradient from which depth on', () => {
  expect(named(shared('growth')).filter(([, value]) => !isWritten(value, pageOf('exploding-gradient')))).toEqual([]);
  expect(named(shared('flow')).filter(([, value]) => !isWritten(value, pageOf('vanishing-gradient')))).toEqual([]);
});
