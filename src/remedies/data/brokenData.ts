/** NaN or infinity in the data: advice with the place, because only the user knows what a missing value stands for. */
import type * as t from '@babel/types';
import type { Remedy } from '../../shared/report.js';
import { unwrap } from '../../program/syntax/walk.js';
import { bindingOf } from '../bindings.js';
import { causeOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import { fitCalls } from './fitCalls.js';

const ID = 'complete-data';
const EXPLANATION =
  'A sum with a NaN in it is NaN, and with it every weight after one step. Rows with missing values are left out, or the values are ' +
  'filled in, with the mean of their column for instance.';

/** "where xs is made (train.ts:12)", for each `fit` that has its data in a name. */
function placesOf(context: RemedyContext, argument: 0 | 1): string[] {
  const places = fitCalls(context).map(({ source, call: { node, ancestors } }) => {
    const value = unwrap(node.arguments[argument] as t.Node);
    if (value.type !== 'Identifier') return `where fit takes them (${source.file}:${source.position(value.start!).line})`;
    const binding = bindingOf(value.name, ancestors);
    return binding === null ? null : `where ${value.name} is made (${source.file}:${source.position(binding.id.start!).line})`;
  });
  return [...new Set(places.filter((place) => place !== null))];
}

function propose(context: RemedyContext): Remedy {
  const what = context.finding.evidence.what === 'targets' ? 'targets' : 'inputs';
  const places = placesOf(context, what === 'targets' ? 1 : 0);
  const where = places.length === 0 ? 'where they are made' : places.join(' and ');
  return remedy(ID, { title: `Leave out or fill in the values of the ${what} that are not numbers by hand, ${where}`, shortTitle: 'Complete data', explanation: EXPLANATION }, []);
}

export const completeData: RemedyKind = { id: ID, causes: ['input-data'], fitness: ({ finding }) => (causeOf(finding) === 'input-data' ? 1 : 0), propose };
