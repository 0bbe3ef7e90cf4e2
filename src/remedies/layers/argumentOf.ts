/** What a caller passes for a parameter of a helper that makes layers. */
import type * as t from '@babel/types';
import type { SourceSite } from '../../shared/run.js';
import { unwrap } from '../../program/syntax/walk.js';
import { callAtSite } from '../context.js';
import type { CallSite } from '../context.js';
import type { SourceFile, SourceFiles } from '../sourceFile.js';

const nameOf = (param: t.Node): string | null => {
  const target = param.type === 'AssignmentPattern' ? param.left : param;
  return target.type === 'Identifier' ? target.name : null;
};

type Parameter = t.Function['params'][number];

/** Whether a value may be passed that the helper was not given before, as far as the parameter's type tells. */
function admits({ tree, text }: SourceFile, param: Parameter, value: string): boolean {
  const target = param.type === 'AssignmentPattern' ? param.left : param;
  const annotation = 'typeAnnotation' in target ? target.typeAnnotation : null;
  if (!annotation) return true;
  const written = text.slice(annotation.start!, annotation.end!);
  const alias = tree.ast.program.body
    .map((statement) => (statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement))
    .find((statement) => statement?.type === 'TSTypeAliasDeclaration' && written === `: ${statement.id.name}`);
  const type = alias ? text.slice(alias.start!, alias.end!) : written;
  return new RegExp(`['"]${value}['"]|ActivationIdentifier|\\[['"]activation['"]\\]|\\bany\\b`).test(type);
}

/**
 * @param name of the parameter, as the helper that holds `call` uses it
 * @param callers the callers of the helper, innermost first
 * @param next the name that is to be passed in its place
 * @returns the expression that is passed, or the default; null where it is no parameter, cannot be told, or may not be `next`
 */
export function argumentOf(
  sources: SourceFiles, call: CallSite, name: string, callers: readonly SourceSite[], next: string,
): { source: SourceFile; node: t.Node } | null {
  const helper = call.path.ancestors.findLast((node) => 'params' in node && Array.isArray(node.params)) as t.Function | undefined;
  const index = helper === undefined ? -1 : helper.params.findIndex((param) => nameOf(param) === name);
  if (index < 0 || !admits(call.source, helper!.params[index]!, next)) return null;
  const caller = callAtSite(sources, callers[0]);
  if (caller === null || caller.path.node.arguments.slice(0, index + 1).some(({ type }) => type === 'SpreadElement')) return null;
  const passed = caller.path.node.arguments[index];
  if (passed === undefined) {
    const param = helper!.params[index]!;
    return param.type === 'AssignmentPattern' ? { source: call.source, node: param.right } : null;
  }
  const value = unwrap(passed);
  return value.type === 'Identifier' ? argumentOf(sources, caller, value.name, callers.slice(1), next) : { source: caller.source, node: value };
}
