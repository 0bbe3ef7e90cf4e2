import type { BundledProgram } from '../program/index.js';
import type { TrainerExit } from '../run/index.js';
import { plural } from '../shared/format.js';
import type { ProgramFailure, SourceSite } from '../shared/run.js';
import type { BundleFrame, RawFailure, ScriptFrame } from '../shared/trainerProtocol.js';

/** A failure that the child reported, with its positions led back to the user's source where there is a program yet. */
export function programFailure(raw: RawFailure, program: BundledProgram | null): ProgramFailure {
  const site = program?.locateAll(raw.frames)[0] ?? null;
  return {
    message: raw.message,
    file: site?.file ?? null,
    line: site?.line ?? null,
    column: site?.column ?? null,
    stack: raw.stack === null || program === null ? raw.stack : sourceStack(raw.stack, program),
  };
}

/** V8's stack with the positions in the bundle replaced by those in the user's source; lines of our own code go. */
function sourceStack(stack: string, program: BundledProgram): string {
  const inBundle = new RegExp(`${bundleScript(program)}:(\\d+):(\\d+)`);
  return stack
    .split('\n')
    .map((line) => {
      const match = inBundle.exec(line);
      if (!match) return line;
      const site = program.locate({ line: Number(match[1]), column: Number(match[2]) } satisfies BundleFrame);
      return site ? line.replace(match[0], `${site.file}:${site.line}:${site.column}`) : null;
    })
    .filter((line) => line !== null)
    .join('\n');
}

/** The name of the bundle in stacks, as a regular expression: an ES module runs from a file that the trainer writes in a folder of its own. */
function bundleScript({ image }: BundledProgram): string {
  return image.format === 'module' ? '[^\\s()]*program\\.mjs' : escapeRegExp(image.file);
}

/** The user's line among the frames of a stack, or null. */
export function siteOnStack(frames: readonly ScriptFrame[], program: BundledProgram): SourceSite | null {
  const script = new RegExp(`^${bundleScript(program)}$`);
  return program.locateAll(frames.filter((frame) => script.test(frame.script)))[0] ?? null;
}

/** A failure of the process as a whole: it has no position, but the last lines that it wrote, if they say more than we do. */
export function processFailure(exit: TrainerExit): ProgramFailure {
  const stack = exit.cause !== 'memory' && exit.lastLines.length > 0 ? exit.lastLines.join('\n') : null;
  return { message: exit.message, file: null, line: null, column: null, stack };
}

/** A failure in words alone, with the line where there is one. */
export function plainFailure(message: string, site: SourceSite | null = null): ProgramFailure {
  return { message, file: site?.file ?? null, line: site?.line ?? null, column: site?.column ?? null, stack: null };
}

/** There was no step up to the limit. @param site the line that the program is at; null while it waits */
export function stuckFailure(limit: number, site: SourceSite | null): ProgramFailure {
  const reason = site ? 'the program is still at this line' : 'the program waits, for data or a time';
  return plainFailure(`No training step within ${plural(limit, 'second')}: ${reason}.`, site);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
