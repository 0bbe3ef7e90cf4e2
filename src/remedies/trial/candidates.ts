/** The changes that are tried: each remedy that can be applied, with each of its values, and pairs of them where one alone is not enough. */
import path from 'node:path';
import type { Finding, Remedy, SourceEdit } from '../../shared/report.js';
import { applyEdits } from '../applyEdits.js';
import type { SourceReader } from '../sourceFile.js';

export interface Candidate {
  /** One, or two that are tried together. */
  remedies: readonly Remedy[];
  /** The finding that it is for: the most serious one that offers it. */
  finding: Finding;
  /** Absolute path -> text of each file that it changes or makes. */
  overrides: ReadonlyMap<string, string>;
}

type FindingWithRemedies = Finding & { remedies: readonly Remedy[] };

/** Pairs that are tried at most: they are many, and the best single ones come first. */
const MOST_PAIRS = 6;

/** @param sources the texts that the edits were made for */
export function singles(findings: readonly FindingWithRemedies[], root: string, sources: SourceReader): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const finding of findings) {
    for (const remedy of finding.remedies.flatMap(variants)) {
      const key = JSON.stringify([remedy.edits, remedy.createFiles]);
      if (remedy.edits.length === 0 || found.has(key)) continue;
      const candidate = candidateOf([remedy], finding, root, sources);
      if (candidate) found.set(key, candidate);
    }
  }
  return [...found.values()];
}

/** The remedy as it is proposed, and with its other values. */
export function variants(remedy: Remedy): Remedy[] {
  return [remedy, ...(remedy.alternatives ?? [])];
}

/** Pairs of different remedies whose edits leave each other alone, those of the best first; of several values of one, the best. */
export function pairs(ranked: readonly Candidate[], root: string, sources: SourceReader): Candidate[] {
  const found: Candidate[] = [];
  const best = ranked.filter((one, i) => !ranked.slice(0, i).some(({ finding, remedies }) => finding === one.finding && remedies[0]!.id === one.remedies[0]!.id));
  best.forEach((first, i) => {
    for (const second of best.slice(i + 1)) {
      const [a, b] = [first.remedies[0]!, second.remedies[0]!];
      if (found.length >= MOST_PAIRS || a.id === b.id) continue;
      const pair = candidateOf([a, b], first.finding, root, sources);
      if (pair) found.push(pair);
    }
  });
  return found;
}

/**
 * The remedy that fits a finding's cause best with each of the others that help, where it does not help by itself: what
 * removes the cause may bring out what it hid. Inputs that are scaled take sigmoid units from their flat ends to where
 * they are nearly linear, and it is another activation that makes use of it.
 *
 * @param findings with their remedies, those that fit best first
 * @param tried single remedies, best first
 */
export function completions(
  findings: readonly FindingWithRemedies[], tried: readonly { candidate: Candidate; helps: boolean }[], root: string, sources: SourceReader,
): Candidate[] {
  return findings.flatMap((finding) => {
    const own = tried.filter(({ candidate }) => candidate.finding === finding);
    const ids = new Set(own.map(({ candidate }) => candidate.remedies[0]!.id));
    const direct = finding.remedies.find(({ id }) => ids.has(id))?.id;
    const [fitting, ...values] = own.filter(({ candidate }) => candidate.remedies[0]!.id === direct);
    if (!fitting || [fitting, ...values].some(({ helps }) => helps)) return [];
    const helpers = own.filter(({ helps }) => helps).map(({ candidate }) => candidate);
    return pairs([fitting.candidate, ...helpers], root, sources).filter(({ remedies }) => remedies[0] === fitting.candidate.remedies[0]);
  });
}

/** Null when the edits do not go together, or not with the sources as they are. */
function candidateOf(remedies: readonly Remedy[], finding: Finding, root: string, sources: SourceReader): Candidate | null {
  const edits = new Map<string, SourceEdit[]>();
  for (const edit of remedies.flatMap((remedy) => remedy.edits)) {
    // Two remedies may both add the same import.
    const list = edits.get(edit.file) ?? [];
    if (!list.some((one) => JSON.stringify(one) === JSON.stringify(edit))) list.push(edit);
    edits.set(edit.file, list);
  }
  const overrides = new Map<string, string>();
  for (const { file, text } of remedies.flatMap((remedy) => remedy.createFiles)) {
    const absolute = path.join(root, file);
    if ((overrides.get(absolute) ?? text) !== text) return null;
    overrides.set(absolute, text);
  }
  try {
    for (const [file, list] of edits) {
      const text = sources.read(file);
      if (text === undefined || compete(list)) return null;
      overrides.set(path.join(root, file), applyEdits(text, list));
    }
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  return { remedies, finding, overrides };
}

/** Two insertions at one place that name the same property: only one of them could hold. */
function compete(edits: readonly SourceEdit[]): boolean {
  return edits.some((a, i) => edits.slice(i + 1).some((b) => {
    const isSamePlace = a.start.line === b.start.line && a.start.column === b.start.column;
    return isSamePlace && propertiesIn(a).some((name) => propertiesIn(b).includes(name));
  }));
}

function propertiesIn({ newText }: SourceEdit): string[] {
  return [...newText.matchAll(/(\w+)\s*:/g)].map(([, name]) => name!);
}
