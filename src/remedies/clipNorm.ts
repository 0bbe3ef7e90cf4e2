/** Clipping gradients by their global norm. tfjs has no such option, so a helper is written beside the user's file. */
import type { NewFile, Remedy, SourceEdit } from '../shared/report.js';
import { causeOf, isRecurrent, remedy } from './context.js';
import type { RemedyContext, RemedyKind } from './context.js';
import { useHelper } from './helperModule.js';
import { gradientClippingSource } from './helpers/gradientClipping.js';
import type { ModuleStyle } from './helpers/gradientClipping.js';
import { clipThreshold } from './numbers.js';
import { optimizerSites, writeOptimizer } from './optimizers.js';
import type { OptimizerSite } from './optimizers.js';
import type { SourceFile } from './sourceFile.js';

const ID = 'clip-norm';
const HELPER = 'gradientClipping';
const WRAPPER = 'withClipNorm';
const EXPLANATION =
  'When the norm over all gradients is larger than the threshold they are scaled down to it, so that no single step can throw ' +
  'the weights away; smaller gradients stay as they are (Pascanu et al., 2013).';

/** Packages that hold the optimizers; tfjs-layers and others do not. */
const WITH_OPTIMIZERS = /^@tensorflow\/tfjs(-core|-node|-node-gpu)?$/;

function isWrapped(site: OptimizerSite): boolean {
  const parent = site.kind === 'call' ? site.path.ancestors.at(-1) : site.kind === 'value' ? site.node : undefined;
  return parent?.type === 'CallExpression' && parent.callee.type === 'Identifier' && parent.callee.name === WRAPPER;
}

function wrap(site: OptimizerSite, threshold: number): SourceEdit[] | null {
  const { source } = site;
  if (site.kind === 'name') {
    const written = writeOptimizer(source, site.factory, null);
    return written === null ? null : [source.replace(site.node.start!, site.node.end!, `${WRAPPER}(${written}, ${threshold})`)];
  }
  const { start, end } = site.kind === 'call' ? site.path.node : site.node;
  return [source.insert(start!, `${WRAPPER}(`), source.insert(end!, `, ${threshold})`)];
}

function packageOf({ names }: SourceFile): string {
  return names.packageName !== null && WITH_OPTIMIZERS.test(names.packageName) ? names.packageName : '@tensorflow/tfjs';
}

function propose(context: RemedyContext): Remedy | null {
  const all = optimizerSites(context);
  const sites = all.filter((site) => !isWrapped(site));
  if (all.length > 0 && sites.length === 0) return null;
  const threshold = clipThreshold(context.finding, context.data);
  const shortTitle = `Clip gradients to norm ${threshold}`;
  const edits: SourceEdit[] = [];
  const helped = new Set<SourceFile>();
  const createFiles = new Map<string, NewFile>();
  for (const site of sites) {
    const wrapped = wrap(site, threshold);
    if (wrapped === null) continue;
    if (!helped.has(site.source)) {
      helped.add(site.source);
      const text = (style: ModuleStyle): string => gradientClippingSource(style, packageOf(site.source));
      const use = useHelper(site.source, context.sources, HELPER, WRAPPER, text);
      edits.push(...use.edits);
      for (const file of use.createFiles) createFiles.set(file.file, file);
    }
    edits.push(...wrapped);
  }
  if (edits.length === 0) {
    const title = `Clip the gradients by hand to a global norm of ${threshold} before the optimizer applies them`;
    return remedy(ID, { title, shortTitle, explanation: EXPLANATION }, []);
  }
  const title = `Clip gradients to a global norm of ${threshold}`;
  return remedy(ID, { title, shortTitle, explanation: EXPLANATION }, edits, [...createFiles.values()]);
}

function fitness({ finding, layers, data }: RemedyContext): number {
  const recurrent = causeOf(finding) === 'recurrence' || layers.some(isRecurrent) || (layers.length === 0 && data.layers.some(isRecurrent));
  switch (finding.rule) {
    case 'exploding-through-time':
      return 1;
    case 'exploding-gradient':
    case 'non-finite':
      // Clipping bounds the steps; it does not make the weights smaller that multiply the gradient.
      return recurrent ? 1 : causeOf(finding) === 'weight-scale' ? 0.4 : 0.8;
    case 'unstable-loss':
    case 'learning-rate-high':
      return recurrent ? 0.9 : 0.5;
    case 'dead-relu':
      // Units that were born silent owe nothing to the updates.
      return causeOf(finding) === 'initialization' ? 0 : 0.4;
    default:
      return 0;
  }
}

export const clipNorm: RemedyKind = { id: ID, fitness, propose };
