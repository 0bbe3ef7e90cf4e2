/** From a position in the bundle to the call in the user's source. */
import * as path from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { EncodedSourceMap } from '@jridgewell/trace-mapping';
import type { SourceSite } from '../shared/run.js';
import type { BundleFrame } from '../shared/trainerProtocol.js';
import { fileKey } from './paths.js';
import { callAt, positionOf } from './syntax/calls.js';
import { parse } from './syntax/parse.js';
import type { SourceTree } from './syntax/parse.js';

export interface LocatorSetup {
  /** esbuild's map, with sources relative to `mapFolder`. */
  map: EncodedSourceMap;
  mapFolder: string;
  /** Lines in front of what the map describes. */
  linesBefore: number;
  /** Text of each file of the user's, by `fileKey` of the real path. */
  texts: ReadonlyMap<string, string>;
  /** What a file is called in a report. */
  nameOf(file: string): string;
}

interface Located {
  site: SourceSite;
  /** The base class's part of a constructor: never what the user would call the place where a layer is made. */
  inConstructor: boolean;
}

export class Locator {
  private readonly map: TraceMap;
  private readonly trees = new Map<string, SourceTree | null>();

  constructor(private readonly setup: LocatorSetup) {
    this.map = new TraceMap(setup.map);
  }

  /** The call expression that a frame stands for; any other expression at its own position; null outside the user's files. */
  locate(frame: BundleFrame): SourceSite | null {
    return this.find(frame)?.site ?? null;
  }

  /** The user's frames among these, innermost first, without those of `super(...)` in the constructors of a class. */
  locateAll(frames: readonly BundleFrame[]): SourceSite[] {
    const found = frames.map((frame) => this.find(frame)).filter((located) => located !== null);
    const first = found.findIndex(({ inConstructor }) => !inConstructor);
    return found.slice(Math.max(first, 0)).map(({ site }) => site);
  }

  private find(frame: BundleFrame): Located | null {
    const line = frame.line - this.setup.linesBefore;
    if (line < 1) return null;
    const original = originalPositionFor(this.map, { line, column: Math.max(frame.column - 1, 0) });
    if (original.source === null) return null;
    // Sources are relative URLs: a name in another script, or with a percent sign, is encoded.
    const source = path.resolve(this.setup.mapFolder, decodeURIComponent(original.source));
    const key = fileKey(source);
    const text = this.setup.texts.get(key);
    if (text === undefined) return null;
    const file = this.setup.nameOf(source);
    const tree = this.treeOf(key, file, text);
    const call = tree === null ? null : callAt(tree, original.line, original.column + 1);
    if (call === null) {
      // V8 puts a constructor that is not written out at the name of its class.
      const atClass = tree !== null && /^(class\b|extends\b)/.test(lineOf(text, original.line).slice(original.column));
      return { site: { file, line: original.line, column: original.column + 1 }, inConstructor: atClass };
    }
    return { site: { file, ...positionOf(call.node) }, inConstructor: call.node.callee.type === 'Super' };
  }

  private treeOf(key: string, file: string, text: string): SourceTree | null {
    let tree = this.trees.get(key);
    if (tree === undefined) {
      tree = parse(text, file);
      this.trees.set(key, tree);
    }
    return tree;
  }
}

function lineOf(text: string, line: number): string {
  return text.split('\n', line)[line - 1] ?? '';
}
