/** Inputs or targets brought to mean 0 and standard deviation 1, where the source makes them. */
import type * as t from '@babel/types';
import type { Remedy, SourceEdit } from '../../shared/report.js';
import { writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { findIdentifiers, unwrap } from '../../program/syntax/walk.js';
import type { CallLike, NodePath } from '../../program/syntax/walk.js';
import { bindingOf } from '../bindings.js';
import { causeOf, remedy } from '../context.js';
import type { RemedyContext, RemedyKind } from '../context.js';
import type { SourceFile } from '../sourceFile.js';
import { fitCalls } from './fitCalls.js';

interface Role {
  id: string;
  cause: 'input-scale' | 'target-scale';
  what: 'inputs' | 'targets';
  /** Place in `fit(xs, ys)`. */
  argument: 0 | 1;
  comment(name: string): string;
  explanation: string;
}

const INPUTS: Role = {
  id: 'scale-inputs',
  cause: 'input-scale',
  what: 'inputs',
  argument: 0,
  comment: (name) => `Scale what you predict from in the same way: x.sub(${name}Mean).div(${name}Std).`,
  explanation:
    'The curvature of the loss in the first layer\'s weights grows with the square of its inputs; columns with mean 0 and standard deviation 1 ' +
    'allow one learning rate for all of them (LeCun et al., 1998).',
};

const TARGETS: Role = {
  id: 'scale-targets',
  cause: 'target-scale',
  what: 'targets',
  argument: 1,
  comment: (name) => `Bring predictions back with y.mul(${name}Std).add(${name}Mean).`,
  explanation:
    'The output starts near 1 and the gradient of a squared loss is as large as the targets are; with mean 0 and standard deviation 1 the ' +
    'last layer has nothing to grow to (Bishop, 1995; LeCun et al., 1998).',
};

/** The edits behind the declaration of the tensor that `fit` is given; null where it is not declared by name. */
function editsFor(role: Role, context: RemedyContext, source: SourceFile, { node, ancestors }: NodePath<CallLike>): SourceEdit[] | null {
  const argument = unwrap(node.arguments[role.argument] as t.Node);
  if (argument.type !== 'Identifier') return null;
  const { name } = argument;
  const binding = bindingOf(name, ancestors);
  const words = ['moments', 'sqrt', 'maximum', 'div', 'sub'].map((op) => writeTfjsPath(source.names, op));
  if (binding === null || binding.declaration.declarations.length !== 1 || words.includes(null)) return null;
  const names = [`${name}Raw`, `${name}Mean`, `${name}Variance`, `${name}Std`];
  if (binding.statement !== binding.declaration || names.some((one) => findIdentifiers(source.tree.ast, one).length > 0)) return null;
  const [moments, sqrt, maximum, div, sub] = words as string[];
  const [raw, mean, variance, std] = names;
  const { id, declaration } = binding;
  // Pixels of an image share one scale, columns of a table have one each.
  const tensors = context.data.inspections.flatMap((one) => one[role.what]);
  const axis = (tensors[0]?.shape.length ?? 2) > 2 ? '' : ', 0';
  const typed = /\.[cm]?tsx?$/.test(source.file) ? `: typeof ${raw}` : '';
  const lines = [
    `// Mean 0 and standard deviation 1. ${role.comment(name)}`,
    `const { mean: ${mean}, variance: ${variance} } = ${moments}(${raw}${axis})${source.semicolon}`,
    `const ${std} = ${sqrt}(${maximum}(${variance}, 1e-12))${source.semicolon}`,
    `const ${name}${typed} = ${div}(${sub}(${raw}, ${mean}), ${std})${source.semicolon}`,
  ];
  const shorthand = findIdentifiers(source.tree.ast, name).find((one) => one.node === id)?.ancestors.at(-1);
  const isShorthand = shorthand?.type === 'ObjectProperty' && shorthand.shorthand;
  const indent = source.newline + source.indentAt(declaration.start!);
  return [
    source.replace(id.start!, id.start! + name.length, isShorthand ? `${name}: ${raw}` : raw!),
    source.insert(declaration.end!, lines.map((line) => indent + line).join('')),
  ];
}

function propose(role: Role, context: RemedyContext): Remedy {
  const edits = new Map<string, SourceEdit>();
  for (const { source, call } of fitCalls(context)) {
    for (const edit of editsFor(role, context, source, call) ?? []) edits.set(JSON.stringify(edit), edit);
  }
  const title = `Scale the ${role.what} to mean 0 and standard deviation 1${edits.size > 0 ? '' : ' by hand, where they are made'}`;
  return { ...remedy(role.id, { title, shortTitle: `Scaled ${role.what}`, explanation: role.explanation }, [...edits.values()]), ...(role === TARGETS ? { changesLoss: true } : {}) };
}

const kind = (role: Role): RemedyKind => ({
  id: role.id,
  causes: [role.cause],
  fitness: ({ finding }) => (finding.rule === role.cause || causeOf(finding) === role.cause ? 1 : 0),
  propose: (context) => propose(role, context),
});

export const scaleInputs = kind(INPUTS);
export const scaleTargets = kind(TARGETS);
