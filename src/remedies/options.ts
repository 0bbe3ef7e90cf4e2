/** Edits of the options object in a call such as `tf.layers.dense({ units: 4 })`. */
import type * as t from '@babel/types';
import type { SourceEdit } from '../shared/report.js';
import { unwrap } from '../program/syntax/walk.js';
import type { CallLike } from '../program/syntax/walk.js';
import type { SourceFile } from './sourceFile.js';

function keyOf(property: t.ObjectExpression['properties'][number]): string | null {
  if (property.type === 'SpreadElement') return null;
  const { key } = property;
  if (key.type === 'StringLiteral') return key.value;
  return key.type === 'Identifier' && !property.computed ? key.name : null;
}

/** The object written as a call's first argument; null when it comes from elsewhere. */
export function optionsOf(call: CallLike): t.ObjectExpression | null {
  const argument = call.arguments[0];
  const value = argument === undefined ? null : unwrap(argument);
  return value?.type === 'ObjectExpression' ? value : null;
}

/** The property of this name that counts: the last one, if no spread after it may replace it. */
export function propertyOf(object: t.ObjectExpression, name: string): t.ObjectProperty | null {
  const { properties } = object;
  for (let i = properties.length - 1; i >= 0; i--) {
    const property = properties[i]!;
    if (property.type === 'SpreadElement') return null;
    if (keyOf(property) === name) return property.type === 'ObjectProperty' ? property : null;
  }
  return null;
}

/** The value of an option, as written. */
export function optionValue(call: CallLike, name: string): t.Node | null {
  const options = optionsOf(call);
  return options === null ? null : (propertyOf(options, name)?.value ?? null);
}

/** Removes a property and the comma after it, and its line where nothing else stands there. */
function removal(source: SourceFile, property: t.Node): SourceEdit {
  const after = source.isFirstOnLine(property.start!) ? /^\s*,[ \t]*(\r?\n[ \t]*)?/ : /^\s*,[ \t]*/;
  const rest = after.exec(source.text.slice(property.end!));
  return source.replace(property.start!, property.end! + (rest?.[0].length ?? 0), '');
}

/**
 * Takes options out of a call, or sets them to what stands for none where a spread or a variable may bring them.
 *
 * @param none source text of the value that means the option is not there
 */
export function dropOptions(source: SourceFile, call: CallLike, names: readonly string[], none: string): SourceEdit[] {
  const object = optionsOf(call);
  const dropped = object === null ? [] : names.map((name) => propertyOf(object, name)).filter((property) => property !== null);
  if (object === null || dropped.length < names.length || object.properties.some(({ type }) => type === 'SpreadElement')) {
    return setOptions(source, call, names.map((name) => [name, none]));
  }
  const isKept = (property: t.Node): boolean => !dropped.some((one) => one === property);
  const lastKept = object.properties.findLast(isKept);
  if (lastKept === undefined) return [source.replace(object.start!, object.end!, '{}')];
  const inside = dropped.filter(({ start }) => start! < lastKept.start!);
  const edits = inside.map((property) => removal(source, property));
  return inside.length === dropped.length ? edits : [...edits, source.replace(lastKept.end!, object.properties.at(-1)!.end!, '')];
}

/** Text that goes in behind the last property (or into an empty object), in the object's own layout. */
function appended(source: SourceFile, object: t.ObjectExpression, properties: readonly string[]): SourceEdit {
  const last = object.properties.at(-1);
  if (last === undefined) return source.replace(object.start!, object.end!, `{ ${properties.join(', ')} }`);
  const separator = source.isFirstOnLine(last.start!) ? `,${source.newline}${source.indentAt(last.start!)}` : ', ';
  return source.insert(last.end!, properties.map((property) => separator + property).join(''));
}

/** Options in the order they are to be written: name and the source text of the value. */
export type OptionValues = readonly (readonly [name: string, value: string])[];

/**
 * Sets options of a call, keeping everything else as it is written. Options that come from a variable or a helper are
 * left alone: the call gets `{ ...options, name: value }`, because others may share them. No edits where all is so already.
 */
export function setOptions(source: SourceFile, call: CallLike, values: OptionValues): SourceEdit[] {
  const written = values.map(([name, value]) => `${name}: ${value}`);
  const argument = call.arguments[0];
  const object = optionsOf(call);
  if (object === null) {
    if (argument === undefined || argument.type === 'SpreadElement' || argument.type === 'ArgumentPlaceholder') {
      return argument === undefined ? [source.insert(call.end! - 1, `{ ${written.join(', ')} }`)] : [];
    }
    return [source.insert(argument.start!, '{ ...'), source.insert(argument.end!, `, ${written.join(', ')} }`)];
  }
  const edits: SourceEdit[] = [];
  const missing: string[] = [];
  values.forEach(([name, value], i) => {
    const property = propertyOf(object, name);
    if (property !== null) {
      if (!property.shorthand && source.text.slice(property.value.start!, property.value.end!) === value) return;
      edits.push(property.shorthand
        ? source.replace(property.start!, property.end!, written[i]!)
        : source.replace(property.value.start!, property.value.end!, value));
      return;
    }
    const overridden = object.properties.find((candidate) => keyOf(candidate) === name);
    if (overridden !== undefined) edits.push(removal(source, overridden));
    missing.push(written[i]!);
  });
  if (missing.length > 0) edits.push(appended(source, object, missing));
  return edits;
}

/** The text of a call's options with some of them set; null where what is written cannot be read. */
export function objectWith(source: SourceFile, call: CallLike | null, values: OptionValues): string | null {
  const written = values.map(([name, value]) => `${name}: ${value}`);
  if (call === null || call.arguments.length === 0) return `{ ${written.join(', ')} }`;
  const object = optionsOf(call);
  if (object === null || object.properties.some(({ type }) => type !== 'ObjectProperty')) return null;
  const names = values.map(([name]) => name);
  const kept = object.properties.filter((property) => !names.includes(keyOf(property) ?? ''));
  return `{ ${[...kept.map(({ start, end }) => source.text.slice(start!, end!)), ...written].join(', ')} }`;
}
