/** Options of `compile` and properties of optimizers that tfjs ignores, where the source has them. */
import type * as t from '@babel/types';
import type { SourceEdit } from '../../../shared/report.js';
import { findAll, findCalls, unwrap } from '../../../program/syntax/walk.js';
import { optionsOf, propertyOf } from '../../options.js';
import type { SourceFile } from '../../sourceFile.js';
import { isCompile, optimizerSitesIn } from '../sites.js';
import type { OptimizerSite } from '../sites.js';

export interface Stray {
  name: string;
  value: t.Node;
  source: SourceFile;
}

export interface Strays {
  /** The optimizer that they are meant for; null where it cannot be told. */
  site: OptimizerSite | null;
  strays: Stray[];
  /** Edits that take them out. */
  removals: SourceEdit[];
}

/** The optimizer that an expression means, written there or in a constant. */
function siteOf(source: SourceFile, expression: t.Node): OptimizerSite | null {
  const node = unwrap(expression);
  const name = node.type === 'Identifier' ? node.name : null;
  return optimizerSitesIn(source).find((site) => {
    if (site.kind !== 'call') return site.node === node;
    const holder = site.path.ancestors.at(-1);
    return site.path.node === node || (name !== null && holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier' && holder.id.name === name);
  }) ?? null;
}

/** Takes properties out of an object, with the commas between. */
function withoutProperties(source: SourceFile, object: t.ObjectExpression, gone: ReadonlySet<t.Node>): SourceEdit[] {
  const edits: SourceEdit[] = [];
  const { properties } = object;
  for (let from = 0; from < properties.length; from++) {
    if (!gone.has(properties[from]!)) continue;
    let to = from;
    while (to + 1 < properties.length && gone.has(properties[to + 1]!)) to++;
    const next = properties[to + 1];
    if (next !== undefined) edits.push(source.replace(properties[from]!.start!, next.start!, ''));
    else if (from > 0) edits.push(source.replace(properties[from - 1]!.end!, properties[to]!.end!, ''));
    else edits.push(source.replace(object.start!, object.end!, '{}'));
    from = to;
  }
  return edits;
}

function inCompile(source: SourceFile, names: readonly string[]): Strays[] {
  return findCalls(source.tree.ast).flatMap(({ node }): Strays[] => {
    const object = isCompile(node) ? optionsOf(node) : null;
    if (object === null) return [];
    const properties = names.map((name) => propertyOf(object, name)).filter((property) => property !== null);
    if (properties.length === 0) return [];
    const optimizer = propertyOf(object, 'optimizer');
    return [{
      site: optimizer === null ? null : siteOf(source, optimizer.value),
      strays: properties.map((property) => ({ name: names.find((name) => propertyOf(object, name) === property)!, value: property.value, source })),
      removals: withoutProperties(source, object, new Set(properties)),
    }];
  });
}

const isAssignment = (node: t.Node): node is t.ExpressionStatement => node.type === 'ExpressionStatement' && node.expression.type === 'AssignmentExpression';

/** `optimizer.clipNorm = 1;` and `(optimizer as any).clipNorm = 1;` as statements of their own. */
function assigned(source: SourceFile, names: readonly string[]): Strays[] {
  return findAll(source.tree.ast, isAssignment).flatMap(({ node }): Strays[] => {
    const { left, right, operator } = node.expression as t.AssignmentExpression;
    const target = unwrap(left);
    if (operator !== '=' || target.type !== 'MemberExpression' || target.property.type !== 'Identifier' || !names.includes(target.property.name)) return [];
    const { name } = target.property;
    return [{ site: siteOf(source, target.object), strays: [{ name, value: right, source }], removals: [source.withoutLine(node.start!, node.end!)] }];
  });
}

export function straysIn(source: SourceFile, names: readonly string[]): Strays[] {
  return [...inCompile(source, names), ...assigned(source, names)];
}
