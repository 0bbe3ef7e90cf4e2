/** Optimizers handed through a function of a helper module: `withClipNorm(tf.train.adam(0.001), 1)`. */
import type * as t from '@babel/types';
import type { NewFile, SourceEdit } from '../../shared/report.js';
import { useHelper } from './helperModule.js';
import { gradientClippingSource } from './helpers/gradientClipping.js';
import { learningRateSchedulesSource } from './helpers/learningRateSchedules.js';
import { weightConstraintsSource } from './helpers/weightConstraints.js';
import { writeOptimizer } from './sites.js';
import type { OptimizerSite } from './sites.js';
import type { SourceFile, SourceFiles } from '../sourceFile.js';

const HELPERS = { gradientClipping: gradientClippingSource, learningRateSchedules: learningRateSchedulesSource, weightConstraints: weightConstraintsSource };

/** A function of a helper module, and what stands behind the optimizer in its call. */
export interface Wrapper {
  helper: keyof typeof HELPERS;
  name: string;
  args: readonly (number | string)[];
}

/** Packages that hold the optimizers; tfjs-layers and others do not. */
const WITH_OPTIMIZERS = /^@tensorflow\/tfjs(-core|-node|-node-gpu)?$/;

function packageOf({ names }: SourceFile): string {
  return names.packageName !== null && WITH_OPTIMIZERS.test(names.packageName) ? names.packageName : '@tensorflow/tfjs';
}

const calls = (node: t.Node | undefined, name: string): boolean =>
  node?.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === name;

/** Whether the optimizer goes through that function already, at any depth. */
export function isWrapped(site: OptimizerSite, name: string): boolean {
  if (site.kind === 'call') return site.path.ancestors.some((node) => calls(node, name));
  return site.kind === 'value' && calls(site.node, name);
}

function wrap(site: OptimizerSite, { name, args }: Wrapper, named?: string): SourceEdit[] | null {
  const { source } = site;
  const rest = args.map((argument) => `, ${argument}`).join('');
  if (site.kind === 'name') {
    const written = named ?? writeOptimizer(source, site.factory, null);
    return written === null ? null : [source.replace(site.node.start!, site.node.end!, `${name}(${written}${rest})`)];
  }
  const { start, end } = site.kind === 'call' ? site.path.node : site.node;
  // With the last character, so that two wrappers tried together are seen to overlap: their arguments would cross.
  const last = source.text.slice(end! - 1, end!);
  return [source.insert(start!, `${name}(`), source.replace(end! - 1, end!, `${last}${rest})`)];
}

export interface WrapEdits {
  edits: SourceEdit[];
  createFiles: NewFile[];
}

/**
 * The edits that hand these optimizers through the function; none for those that cannot be written so.
 *
 * @param named source text of the optimizer that a name stands for; default: what the name alone would give
 */
export function wrapOptimizers(sites: readonly OptimizerSite[], sources: SourceFiles, wrapper: Wrapper, named?: string): WrapEdits {
  const edits: SourceEdit[] = [];
  const helped = new Set<SourceFile>();
  const createFiles = new Map<string, NewFile>();
  for (const site of sites) {
    const wrapped = wrap(site, wrapper, named);
    if (wrapped === null) continue;
    if (!helped.has(site.source)) {
      helped.add(site.source);
      const { source } = site;
      const use = useHelper(source, sources, wrapper.helper, wrapper.name, (style) => HELPERS[wrapper.helper](style, packageOf(source)));
      edits.push(...use.edits);
      for (const file of use.createFiles) createFiles.set(file.file, file);
    }
    edits.push(...wrapped);
  }
  return { edits, createFiles: [...createFiles.values()] };
}
