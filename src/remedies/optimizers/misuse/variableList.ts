/** `minimize` with the list of the variables that it is to train: without one, it trains all that the loss touches. */
import type * as t from '@babel/types';
import type { Remedy, SourceEdit } from '../../../shared/report.js';
import type { ModelInfo } from '../../../shared/run.js';
import { findCalls } from '../../../program/syntax/walk.js';
import type { CallLike, NodePath } from '../../../program/syntax/walk.js';
import { bindingOf } from '../../bindings.js';
import { callAtSite, causeOf, filesOf, remedy } from '../../context.js';
import type { RemedyContext, RemedyKind } from '../../context.js';
import type { SourceFile } from '../../sourceFile.js';

const ID = 'minimize-variables';
const EXPLANATION =
  'Without a list, minimize() trains every variable that the loss touches, also those of a target network that is to stay as it is ' +
  'between its updates (Mnih et al., 2015; TensorFlow.js 4.22, Optimizer.minimize).';

/** The name that holds the model, and where it is declared. */
function nameOf(context: RemedyContext, { site, name }: ModelInfo): string | null {
  const call = callAtSite(context.sources, site);
  const parent = call?.path.ancestors.findLast(({ type }) => type === 'VariableDeclarator') as t.VariableDeclarator | undefined;
  if (parent?.id.type === 'Identifier' && parent.init !== null && call?.path.node.start === parent.init?.start) return parent.id.name;
  return /^[a-z]\w*$/i.test(name) ? name : null;
}

const isMinimize = ({ node }: NodePath<CallLike>): boolean =>
  node.callee.type === 'MemberExpression' && node.callee.property.type === 'Identifier' && node.callee.property.name === 'minimize';

/** The list behind the function and the flag, where that can be told apart. */
function editOf(source: SourceFile, { node, ancestors }: NodePath<CallLike>, model: string): SourceEdit | null {
  if (node.arguments.length < 1 || node.arguments.length > 2 || bindingOf(model, ancestors) === null) return null;
  const list = `${model}.getWeights(true)${/\.[cm]?tsx?$/.test(source.file) ? ` as ${variableType(source)}[]` : ''}`;
  return source.insert(node.arguments.at(-1)!.end!, `${node.arguments.length === 1 ? ', false' : ''}, ${list}`);
}

/** `tf.Variable`, as far as the file has a name for tfjs; else what the method itself takes. */
function variableType({ names }: SourceFile): string {
  const tf = [...names.names].find(([, path]) => path.length === 0)?.[0];
  return tf === undefined ? 'any' : `${tf}.Variable`;
}

function propose(context: RemedyContext): Remedy | null {
  const { finding, data } = context;
  if (finding.evidence.twin === undefined) return null;
  const twin = data.models.find(({ name }) => name === finding.evidence.twin);
  const trained = data.models.filter((model) => model !== twin && model.optimizer !== null);
  const model = trained.length === 1 ? trained[0]! : data.models.find((one) => one !== twin);
  const name = model === undefined ? null : nameOf(context, model);
  const edits: SourceEdit[] = [];
  for (const file of name === null ? [] : filesOf(context)) {
    const source = context.sources.get(file);
    if (source === null) continue;
    const calls = findCalls(source.tree.ast).filter(isMinimize);
    if (calls.length === 1) edits.push(...[editOf(source, calls[0]!, name!)].filter((edit) => edit !== null));
  }
  const title = edits.length > 0
    ? `Train the weights of ${name!} only`
    : 'Give minimize() the list of the variables to train by hand: optimizer.minimize(f, false, variables)';
  return remedy(ID, { title, shortTitle: 'List of variables', explanation: EXPLANATION }, edits);
}

export const variableList: RemedyKind = {
  id: ID, causes: ['optimizer'], fitness: ({ finding }) => (causeOf(finding) === 'optimizer' ? 1 : 0), propose,
};
