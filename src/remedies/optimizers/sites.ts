/** Where the user's program makes its optimizers. */
import type * as t from '@babel/types';
import type { OptimizerInfo } from '../../shared/run.js';
import { tfjsPath, writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { findCalls, unwrap } from '../../program/syntax/walk.js';
import type { CallLike, NodePath } from '../../program/syntax/walk.js';
import { filesOf } from '../context.js';
import type { RemedyContext } from '../context.js';
import { numberBehind } from '../bindings.js';
import { optionValue } from '../options.js';
import type { SourceFile } from '../sourceFile.js';

/** tfjs's factories: class they make, and the learning rate that `compile({ optimizer: 'name' })` gives them. */
const FACTORIES: Readonly<Record<string, { className: string; learningRate: number; optionalRate: boolean }>> = {
  sgd: { className: 'SGD', learningRate: 0.01, optionalRate: false },
  momentum: { className: 'Momentum', learningRate: 0.01, optionalRate: false },
  adam: { className: 'Adam', learningRate: 0.001, optionalRate: true },
  adamax: { className: 'Adamax', learningRate: 0.002, optionalRate: true },
  rmsprop: { className: 'RMSProp', learningRate: 0.001, optionalRate: false },
  adagrad: { className: 'Adagrad', learningRate: 0.01, optionalRate: false },
  adadelta: { className: 'Adadelta', learningRate: 1, optionalRate: true },
};

/** An optimizer in the source. */
export type OptimizerSite =
  /** `tf.train.adam(0.001)`, `new tf.SGDOptimizer(0.1)`. */
  | { kind: 'call'; source: SourceFile; path: NodePath<CallLike>; factory: string }
  /** `optimizer: 'adam'` in `compile`. */
  | { kind: 'name'; source: SourceFile; node: t.StringLiteral; factory: string; compile: NodePath<CallLike> }
  /** Any other expression for the optimizer in `compile`. */
  | { kind: 'value'; source: SourceFile; node: t.Node; compile: NodePath<CallLike> };

/** The learning rate that the optimizer's name alone would give. */
export function usualRate(factory: string): number {
  return FACTORIES[factory]!.learningRate;
}

function factoryOf(source: SourceFile, call: CallLike): string | null {
  const path = tfjsPath(source.names, call.callee);
  const name = path === null ? undefined : /^(?:train\.(\w+)|(\w+)Optimizer)$/.exec(path)?.slice(1).find((part) => part !== undefined);
  if (name === undefined) return null;
  const lower = name.toLowerCase();
  return lower in FACTORIES ? lower : null;
}

/** `model.compile(...)`. */
export function isCompile({ callee }: CallLike): boolean {
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'compile';
}

/** The optimizers of one file. */
export function optimizerSitesIn(source: SourceFile): OptimizerSite[] {
  const sites: OptimizerSite[] = [];
  const others: OptimizerSite[] = [];
  for (const path of findCalls(source.tree.ast)) {
    const factory = factoryOf(source, path.node);
    if (factory !== null) sites.push({ kind: 'call', source, path, factory });
    else if (isCompile(path.node)) {
      const written = optionValue(path.node, 'optimizer');
      const value = written === null ? null : unwrap(written);
      if (value?.type === 'StringLiteral') {
        const name = value.value.toLowerCase();
        if (name in FACTORIES) sites.push({ kind: 'name', source, node: value, factory: name, compile: path });
      } else if (value !== null) others.push({ kind: 'value', source, node: value, compile: path });
    }
  }
  return sites.length > 0 ? sites : others;
}

/** The learning rate of `sgd(0.1)` as far as it stands in the file. */
export function learningRateOf(site: OptimizerSite): { value: number; node: t.NumericLiteral | null } | null {
  if (site.kind === 'value') return null;
  const usual = FACTORIES[site.factory]!;
  if (site.kind === 'name') return { value: usual.learningRate, node: null };
  const argument = site.path.node.arguments[0];
  if (argument === undefined) return usual.optionalRate ? { value: usual.learningRate, node: null } : null;
  const literal = numberBehind({ node: argument, ancestors: [...site.path.ancestors, site.path.node] });
  return literal === null ? null : { value: literal.value, node: literal };
}

/** Whether the name of tfjs's factory leads to this class. */
const sameClass = (site: OptimizerSite, { className }: OptimizerInfo): boolean =>
  site.kind !== 'value' && className.replace(/Optimizer$/, '').toLowerCase() === site.factory.toLowerCase();

/** The optimizers of the models in the finding; all of the program's when they cannot be told apart. */
export function optimizerSites(context: RemedyContext): OptimizerSite[] {
  const all: OptimizerSite[] = [];
  for (const file of filesOf(context)) {
    const source = context.sources.get(file);
    if (source !== null) all.push(...optimizerSitesIn(source));
  }
  if (all.length < 2) return all;
  const ids = new Set(context.layers.map(({ model }) => model));
  const infos = context.data.models.filter(({ id }) => ids.has(id)).map(({ optimizer }) => optimizer).filter((info) => info !== null);
  const byClass = all.filter((site) => infos.some((info) => sameClass(site, info)));
  const byRate = byClass.filter((site) => {
    const rate = learningRateOf(site);
    // tfjs keeps some rates in float32.
    return rate !== null && infos.some(({ learningRate }) => Math.abs((learningRate ?? Number.NaN) - rate.value) <= 1e-6 * rate.value);
  });
  if (byRate.length > 0) return byRate;
  return byClass.length > 0 ? byClass : all;
}

/** `tf.train.adam(0.0001)` in the words of the file; without a rate the one that the name alone would give. */
export function writeOptimizer(source: SourceFile, factory: string, learningRate: number | string | null): string | null {
  const name = writeTfjsPath(source.names, `train.${factory}`);
  if (name === null) return null;
  const usual = FACTORIES[factory]!;
  const argument = learningRate ?? (usual.optionalRate ? null : usual.learningRate);
  return `${name}(${argument === null ? '' : String(argument)})`;
}
