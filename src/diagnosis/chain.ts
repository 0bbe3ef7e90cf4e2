/**
 * Root cause first: of the findings of one model, those that follow from another become its consequences.
 *
 * The table is read from the top. A finding takes in the rules on its right when they begin at its step or later; with
 * `anyStep`, whenever they begin (a softmax over one unit explains all that is seen, a saturated layer inside a vanishing
 * gradient was there first).
 */
import type { Finding, RuleId } from '../shared/report.js';

interface Link {
  cause: RuleId;
  effects: readonly RuleId[];
  /** Only for findings with this cause. */
  causeId?: string;
  anyStep?: boolean;
  /** Only effects that name the same cause: two sights of one trouble. */
  sameCause?: boolean;
}

const LINKS: readonly Link[] = [
  { cause: 'zero-gradient', causeId: 'single-unit-softmax', effects: ['vanishing-gradient', 'exploding-gradient', 'dead-relu', 'saturation'], anyStep: true },
  { cause: 'exploding-gradient', causeId: 'learning-rate', effects: ['dead-relu', 'saturation', 'zero-gradient'], anyStep: true, sameCause: true },
  { cause: 'exploding-gradient', effects: ['non-finite', 'dead-relu', 'saturation', 'vanishing-gradient', 'zero-gradient'] },
  { cause: 'non-finite', effects: ['exploding-gradient', 'dead-relu', 'saturation', 'vanishing-gradient', 'zero-gradient'] },
  { cause: 'vanishing-gradient', causeId: 'saturation', effects: ['saturation'], anyStep: true },
  { cause: 'vanishing-gradient', effects: ['dead-relu', 'zero-gradient', 'saturation'] },
  { cause: 'dead-relu', effects: ['zero-gradient', 'vanishing-gradient', 'saturation'] },
  { cause: 'saturation', effects: ['zero-gradient', 'vanishing-gradient', 'dead-relu'] },
];

/** The root causes among the findings, each with its consequences. */
export function foldConsequences(findings: readonly Finding[]): Finding[] {
  let roots = [...findings];
  for (const link of LINKS) {
    for (const root of roots.filter((one) => one.rule === link.cause && (!link.causeId || one.evidence.causeId === link.causeId))) {
      if (!roots.includes(root)) continue;
      const follows = (one: Finding) => one !== root && link.effects.includes(one.rule)
        && (!link.sameCause || one.evidence.causeId === root.evidence.causeId) && (link.anyStep || one.step >= root.step);
      const taken = roots.filter(follows);
      if (taken.length === 0) continue;
      const merged: Finding = {
        ...root,
        consequences: [
          ...root.consequences,
          ...taken.flatMap((one) => [{ rule: one.rule, layers: one.layers, step: one.step }, ...one.consequences]),
        ].sort((a, b) => a.step - b.step),
      };
      roots = roots.filter((one) => !taken.includes(one)).map((one) => (one === root ? merged : one));
    }
  }
  return roots;
}
