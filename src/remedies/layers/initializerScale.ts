/** The written initializer, drawn at the scale that the layer's width asks for: smaller, or larger, initial weights. */
import type { Remedy } from '../../shared/report.js';
import type { LayerInfo } from '../../shared/run.js';
import { tfjsPath, writeTfjsPath } from '../../program/syntax/tfjsNames.js';
import { unwrap } from '../../program/syntax/walk.js';
import { causeOf, familyOf, INITIALIZER_OPTIONS, nameLayers, remedy } from '../context.js';
import type { CallSite, RemedyContext, RemedyKind } from '../context.js';
import { median } from '../numbers.js';
import { objectWith, optionValue } from '../options.js';
import type { OptionValues } from '../options.js';
import { setOnLayers } from './setOnLayers.js';

const ID = 'initializer-scale';

/** Initializer classes with a scale of their own, as tfjs writes them. */
const FACTORIES: Readonly<Record<string, string>> = {
  RandomNormal: 'randomNormal', TruncatedNormal: 'truncatedNormal', RandomUniform: 'randomUniform',
};

/** Inputs of a unit: all axes of the kernel but the last. */
function fanIn({ weights, className }: LayerInfo): number | null {
  const shape = weights[0]?.shape;
  const usual = className === 'Dense' || /^Conv[123]D$/.test(className);
  return usual && shape !== undefined && shape.length >= 2 ? shape.slice(0, -1).reduce((product, size) => product * size, 1) : null;
}

const twoDigits = (x: number): number => Number(x.toPrecision(2));

/** Deviation that keeps the scale of what comes in: sqrt(2 / fan_in) for ReLU, sqrt(1 / fan_in) for others. */
function deviation(made: readonly LayerInfo[], isRelu: boolean): number | null {
  const fans = made.map(fanIn);
  if (fans.some((fan) => fan === null)) return null;
  const known = fans as number[];
  // One number must do for all that the call makes.
  if (Math.max(...known) > 4 * Math.min(...known)) return null;
  return Math.sqrt((isRelu ? 2 : 1) / median(known)!);
}

function scaled({ source, path }: CallSite, made: readonly LayerInfo[], isRelu: boolean): OptionValues | null {
  const factory = FACTORIES[made[0]!.kernelInitializer ?? ''];
  const std = deviation(made, isRelu);
  const option = INITIALIZER_OPTIONS[made[0]!.className]?.[0];
  if (factory === undefined || std === null || option === undefined) return null;
  const limit = twoDigits(Math.sqrt(3) * std);
  const scale: OptionValues = factory === 'randomUniform' ? [['minval', String(-limit)], ['maxval', String(limit)]] : [['stddev', String(twoDigits(std))]];
  const written = optionValue(path.node, option);
  const value = written === null ? null : unwrap(written);
  const name = writeTfjsPath(source.names, `initializers.${factory}`);
  const isOwnCall = value?.type === 'CallExpression' && tfjsPath(source.names, value.callee) === `initializers.${factory}`;
  const given = isOwnCall ? objectWith(source, value, scale) : objectWith(source, null, scale);
  const callee = isOwnCall ? source.text.slice(value.callee.start!, value.callee.end!) : name;
  return callee === null || given === null ? null : [[option, `${callee}(${given})`]];
}

function propose(context: RemedyContext): Remedy | null {
  const entries = context.stack.filter(({ layer }) => layer.kernelInitializer !== null && layer.kernelInitializer in FACTORIES);
  const isRelu = (layer: LayerInfo): boolean => entries.some((entry) => entry.layer.id === layer.id && familyOf(entry.activation) === 'relu');
  const { edits, changed } = setOnLayers(context, entries.map(({ layer }) => layer), (call, made) => scaled(call, made, isRelu(made[0]!)));
  if (changed.length === 0) return null;
  const explanation =
    'The same distribution as before, with the deviation at which a layer neither stretches nor shrinks what comes in: ' +
    'the square root of 2 / fan_in for ReLU, of 1 / fan_in for others (LeCun et al., 1998; He et al., 2015).';
  return remedy(ID, { title: `Scale the initial weights of ${nameLayers(changed)} to their number of inputs`, shortTitle: 'Scaled initial weights', explanation }, edits);
}

function fitness({ finding }: RemedyContext): number {
  if (finding.rule === 'poor-initialization' || finding.rule === 'vanishing-gradient') return 0.78;
  return causeOf(finding) === 'weight-scale' ? 0.78 : 0;
}

export const initializerScale: RemedyKind = { id: ID, fitness, propose };
