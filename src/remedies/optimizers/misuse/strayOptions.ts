/** `lr` and `clipnorm` in `compile`, `clipNorm` set on an optimizer: tfjs ignores them; they go where they do something. */
import type { NewFile, Remedy, SourceEdit } from '../../../shared/report.js';
import { causeOf, filesOf, remedy } from '../../context.js';
import type { RemedyContext, RemedyKind } from '../../context.js';
import { writeOptimizer } from '../sites.js';
import type { OptimizerSite } from '../sites.js';
import { isWrapped, wrapOptimizers } from '../wrapOptimizer.js';
import { RATE_NAMES } from './positionalArguments.js';
import { straysIn } from './strays.js';
import type { Stray } from './strays.js';

const ID = 'optimizer-options';
const EXPLANATION =
  'compile() reads optimizer, loss and metrics and nothing else, and the optimizers of tfjs read no property for clipping; ' +
  'the learning rate is the optimizer\'s first argument, and gradients are clipped by a helper that wraps it (TensorFlow.js 4.22).';

/** Names of the clipping options of Keras, as people write them. */
const CLIPS: readonly (readonly [pattern: RegExp, wrapper: string])[] = [
  [/^global_?clip_?norm$/i, 'withGlobalClipNorm'],
  [/^(gradient)?_?clip_?norm$/i, 'withClipNorm'],
  [/^(clip_?value|clip)$/i, 'withClipValue'],
];

const wrapperFor = (name: string): string | undefined => CLIPS.find(([pattern]) => pattern.test(name))?.[1];
const textOf = ({ source, value }: Stray): string => source.text.slice(value.start!, value.end!);

/** Whether the value is known where the optimizer is made. */
function isKnownAt(site: OptimizerSite, { value }: Stray): boolean {
  if (site.kind !== 'call' || /Literal$/.test(value.type)) return true;
  const object = site.path.ancestors.findLast(({ type }) => type === 'ObjectExpression');
  return value.end! <= site.path.node.start! || (object !== undefined && object.start! <= value.start! && value.end! <= object.end!);
}

/** The edits that give one optimizer its rate and its clipping; null where they cannot be written. */
function put(site: OptimizerSite, strays: readonly Stray[], context: RemedyContext): { edits: SourceEdit[]; createFiles: NewFile[] } | null {
  const rate = strays.find(({ name }) => RATE_NAMES.includes(name));
  const clips = strays.filter(({ name }) => wrapperFor(name) !== undefined);
  const known = strays.every((stray) => (stray === rate || clips.includes(stray)) && isKnownAt(site, stray));
  if (!known || clips.length > 1 || (rate !== undefined && site.kind === 'value')) return null;
  const edits: SourceEdit[] = [];
  let text: string | null = null;
  if (rate !== undefined) {
    if (site.kind === 'call') {
      const { node } = site.path;
      const [first] = node.arguments;
      edits.push(first === undefined ? site.source.insert(node.end! - 1, textOf(rate)) : site.source.replace(first.start!, first.end!, textOf(rate)));
    } else if (site.kind === 'name') {
      text = writeOptimizer(site.source, site.factory, textOf(rate));
      if (text === null) return null;
    }
  }
  const [clip] = clips;
  if (clip === undefined) {
    if (text !== null && site.kind === 'name') edits.push(site.source.replace(site.node.start!, site.node.end!, text));
    return { edits, createFiles: [] };
  }
  const name = wrapperFor(clip.name)!;
  if (isWrapped(site, name)) return null;
  const wrapped = wrapOptimizers([site], context.sources, { helper: 'gradientClipping', name, args: [textOf(clip)] }, text ?? undefined);
  return wrapped.edits.length === 0 ? null : { edits: [...edits, ...wrapped.edits], createFiles: wrapped.createFiles };
}

function propose(context: RemedyContext): Remedy | null {
  const { ignored } = context.finding.evidence;
  if (typeof ignored !== 'string') return null;
  const names = ignored.split(', ');
  const edits: SourceEdit[] = [];
  const createFiles: NewFile[] = [];
  const done = new Set<string>();
  for (const file of filesOf(context)) {
    const source = context.sources.get(file);
    for (const { site, strays, removals } of source === null ? [] : straysIn(source, names)) {
      const found = site === null ? null : put(site, strays, context);
      if (found === null) continue;
      edits.push(...removals, ...found.edits);
      createFiles.push(...found.createFiles);
      for (const { name } of strays) done.add(name);
    }
  }
  const shortTitle = 'Options where they take effect';
  const title = edits.length > 0
    ? `Move ${[...done].join(' and ')} to where ${done.size === 1 ? 'it takes' : 'they take'} effect`
    : `Move ${names.join(', ')} by hand: the learning rate into the optimizer, clipping into a helper around it`;
  return remedy(ID, { title, shortTitle, explanation: EXPLANATION }, edits, createFiles);
}

export const strayOptions: RemedyKind = {
  id: ID, causes: ['optimizer'], fitness: ({ finding }) => (causeOf(finding) === 'optimizer' ? 1 : 0), propose,
};
