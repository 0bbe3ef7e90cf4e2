/**
 * What a module knows of itself (`__dirname`, `import.meta.url`, `require.main === module` ...) is lost when files are
 * bundled. Each mention is replaced by text of exactly the same length, so that no position in the file moves and the
 * source map stays exact: truth values where the answer is one, else a name that a prelude in front of the bundle defines.
 */
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as t from '@babel/types';
import { parse } from './syntax/parse.js';
import { walk } from './syntax/walk.js';

/** Cheap test that spares most files the parser. */
const MENTIONS =
  /__dirname|__filename|import\s*\.\s*meta|require\s*\.\s*main|module\s*\.\s*(parent|filename|id|path)\b|process\s*\.\s*mainModule/;

export interface Identified {
  text: string;
  /** JavaScript declarations (`name=value`) for the prelude. */
  declarations: string[];
}

interface Replacement {
  start: number;
  end: number;
  text: string;
}

const isMemberOf = (node: t.Node, object: string, property: string): boolean =>
  node.type === 'MemberExpression' &&
  !node.computed &&
  node.object.type === 'Identifier' &&
  node.object.name === object &&
  node.property.type === 'Identifier' &&
  node.property.name === property;

/** A use of the name as a value: not a property's name, and not a place that would rename a property of an object. */
function isFreeUse(node: t.Identifier, parent: t.Node | undefined): boolean {
  if (parent === undefined) return false;
  const isMember = parent.type === 'MemberExpression' || parent.type === 'OptionalMemberExpression';
  if (isMember && parent.property === node) return parent.computed;
  if (parent.type === 'ObjectProperty') return parent.value === node && !parent.shorthand;
  return parent.type !== 'ObjectMethod' && parent.type !== 'ClassProperty' && parent.type !== 'ClassMethod';
}

/** Names of this set that the file itself declares: ES modules often write `const __dirname = ...`. */
function declaredNames(root: t.Node): Set<string> {
  const names = new Set<string>();
  walk(root, (node) => {
    const id = node.type === 'VariableDeclarator' ? node.id : null;
    if (id?.type === 'Identifier') names.add(id.name);
    return true;
  });
  return names;
}

/** Same length, same line breaks. */
function padded(text: string, original: string): string {
  return text + original.slice(text.length).replace(/[^\r\n]/g, ' ');
}

/**
 * @param file absolute path of the file, as the program should see it
 * @param index unique number of the file in the bundle
 * @param isMain whether it is the file that is run
 */
export function identifyModule(text: string, file: string, index: number, isMain: boolean): Identified {
  const tree = MENTIONS.test(text) ? parse(text, file) : null;
  if (tree === null) return { text, declarations: [] };
  const url = pathToFileURL(file).href;
  const name = (letter: string, length: number): string => `_${letter}${String(index).padStart(length - 2, '0')}`;
  const known: Record<string, { name: string; value: string }> = {
    __dirname: { name: name('d', 9), value: JSON.stringify(path.dirname(file)) },
    __filename: { name: name('f', 10), value: JSON.stringify(file) },
    'import.meta': {
      name: name('m', 11),
      value:
        `{url:${JSON.stringify(url)},filename:${JSON.stringify(file)},dirname:${JSON.stringify(path.dirname(file))},` +
        `main:${String(isMain)},` +
        `resolve:(id)=>process.getBuiltinModule('node:url').pathToFileURL(process.getBuiltinModule('node:module')` +
        `.createRequire(${JSON.stringify(file)}).resolve(id)).href}`,
    },
    'module.filename': { name: name('g', 15), value: JSON.stringify(file) },
    'module.path': { name: name('p', 11), value: JSON.stringify(path.dirname(file)) },
    'module.id': { name: name('i', 9), value: JSON.stringify(isMain ? '.' : file) },
  };
  const used = new Set<string>();
  const replacements: Replacement[] = [];
  const replace = (node: t.Node, replacement: string): void => {
    replacements.push({ start: node.start!, end: node.end!, text: replacement });
  };
  const useKnown = (node: t.Node, key: string): void => {
    used.add(key);
    replace(node, known[key]!.name);
  };
  const declared = declaredNames(tree.ast);
  walk(tree.ast, (node, ancestors) => {
    if (node.type === 'BinaryExpression') {
      const equal = node.operator === '===' || node.operator === '==';
      const sides: t.Node[] = [node.left, node.right];
      const main = sides.some((side) => isMemberOf(side, 'require', 'main') || isMemberOf(side, 'process', 'mainModule'));
      const self = sides.some((side) => side.type === 'Identifier' && side.name === 'module');
      if (main && self && (equal || node.operator.startsWith('!='))) {
        replace(node, String(isMain === equal));
        return false;
      }
    }
    if (!declared.has('module')) {
      if (isMemberOf(node, 'module', 'parent')) replace(node, isMain ? 'null' : 'true');
      for (const property of ['filename', 'path', 'id']) if (isMemberOf(node, 'module', property)) useKnown(node, `module.${property}`);
    }
    if (node.type === 'MetaProperty' && node.meta.name === 'import') useKnown(node, 'import.meta');
    if (node.type === 'Identifier' && (node.name === '__dirname' || node.name === '__filename')) {
      if (!declared.has(node.name) && isFreeUse(node, ancestors.at(-1))) useKnown(node, node.name);
    }
    return true;
  });
  let result = text;
  for (const { start, end, text: replacement } of replacements.sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + padded(replacement, result.slice(start, end)) + result.slice(end);
  }
  return { text: result, declarations: [...used].map((key) => `${known[key]!.name}=${known[key]!.value}`) };
}
