/** Which of a program's exports can be trained, when the program itself has ended without a training step. */
import type { Tfjs } from '../capture/tfjs.js';
import { noTraining } from './failures.js';
import type { Exports } from './program.js';
import type { RawFailure } from '../../shared/trainerProtocol.js';

/** An export that is called, or trained. */
export interface Candidate {
  name: string;
  value: unknown;
  how: 'call' | 'train';
}

export type Choice = { candidate: Candidate } | { candidates: string[] } | { failure: RawFailure };

const TRAINING_FUNCTION = /^(train|main|run|fit)/i;
const MODEL_FACTORY = /(model|network|net|classifier|regressor|autoencoder|perceptron|mlp|cnn|rnn|lstm)$|^(create|build|make)$/i;
/** Weaker than a name that says what is made: taken only where no such name is exported. */
const MAKES_SOMETHING = /^(create|build|make|define|get)(?=[A-Z_\d])/;

/** What the rules for entries say; a `wanted` name is taken whatever it is called. */
export function chooseEntry(tf: Tfjs, exports: Exports, wanted: string | null): Choice {
  const all = namedExports(exports);
  if (wanted !== null) return chooseWanted(tf, exports, all, wanted);
  const callable = all.filter(([, value]) => isFunction(value));
  const functions = callable.filter(([name, value]) => TRAINING_FUNCTION.test(name) && takesNothing(value));
  if (functions.length > 0) return onlyOne(functions.map(([name, value]) => ({ name, value, how: 'call' })));
  const models = all.filter(([name, value]) =>
    isTrainable(tf, value) || (isFunction(value) && (MODEL_FACTORY.test(name) || name === 'default') && takesNothing(value)));
  if (models.length > 0) return onlyOne(models.map(([name, value]) => ({ name, value, how: 'train' })));
  const makers = callable.filter(([name, value]) => MAKES_SOMETHING.test(name) && takesNothing(value));
  if (makers.length > 0) return onlyOne(makers.map(([name, value]) => ({ name, value, how: 'train' })));
  const needy = callable.find(([name]) => TRAINING_FUNCTION.test(name) || MODEL_FACTORY.test(name) || name === 'default');
  return { failure: noTraining(needy ? needsArguments(needy[0]) : nothingToTrain(all.map(([name]) => name))) };
}

function chooseWanted(tf: Tfjs, exports: Exports, all: [string, unknown][], wanted: string): Choice {
  const found = all.find(([name]) => name === wanted);
  if (!found) {
    const choice = chooseEntry(tf, exports, null);
    if ('candidates' in choice) return choice;
    if ('candidate' in choice) return { candidates: [choice.candidate.name] };
    const names = all.map(([name]) => name).join(', ');
    const exported = names ? `It exports ${names}.` : 'It exports nothing.';
    return { failure: noTraining(`The file has no export named '${wanted}'. ${exported}`) };
  }
  const [name, value] = found;
  if (isTrainable(tf, value)) return { candidate: { name, value, how: 'train' } };
  if (!isFunction(value)) return { failure: noTraining(`The export '${name}' is neither a function nor a layers model, so it cannot be trained.`) };
  if (!takesNothing(value)) return { failure: noTraining(needsArguments(name)) };
  return { candidate: { name, value, how: TRAINING_FUNCTION.test(name) ? 'call' : 'train' } };
}

function onlyOne(found: Candidate[]): Choice {
  return found.length === 1 ? { candidate: found[0]! } : { candidates: found.map(({ name }) => name) };
}

/** Exports by name, each value once; `module.exports = something` counts as the default export. */
function namedExports(exports: Exports): [string, unknown][] {
  const own = Object.entries(exports).filter(([name]) => name !== '__esModule');
  if (isFunction(exports) || (own.length === 0 && !isPlain(exports)) || 'inboundNodes' in exports) own.unshift(['default', exports]);
  // A name says more than `default` does.
  const named = [...own.filter(([name]) => name !== 'default'), ...own.filter(([name]) => name === 'default')];
  return named.filter(([, value], i) => value !== null && value !== undefined && named.findIndex(([, other]) => other === value) === i);
}

function isTrainable(tf: Tfjs, value: unknown): boolean {
  return value instanceof tf.LayersModel || value instanceof Promise;
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function' && !/^class\b/.test(Function.prototype.toString.call(value));
}

/** What a file exports that assigns nothing to `module.exports`, or a namespace. */
function isPlain(exports: Exports): boolean {
  const prototype: unknown = Object.getPrototypeOf(exports);
  return prototype === Object.prototype || prototype === null;
}

function takesNothing(value: unknown): boolean {
  return isFunction(value) && value.length === 0;
}

function needsArguments(name: string): string {
  return `The program ended without a training step, and its export '${name}' cannot be called without arguments. `
    + 'Give its parameters default values, or call it in the file.';
}

function nothingToTrain(names: string[]): string {
  const but = names.length > 0 ? `none of its exports (${names.slice(0, 8).join(', ')}) is a training function or a model` : 'it exports nothing';
  return `The program ended without a training step, and ${but}. `
    + 'Call fit (or a training loop) in the file, or export the model or a function that returns it.';
}
