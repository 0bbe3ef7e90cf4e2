import type { Duplex } from 'node:stream';
import type { ScriptFrame } from '../shared/trainerProtocol.js';

/** Longer than the child's own patience with its main thread. */
const ANSWER_MS = 3000;

/**
 * Asks the thread at the other end of a child's lifeline where the child's main thread is.
 * @returns innermost first; empty when it runs no JavaScript, or cannot be asked.
 */
export function askMainStack(lifeline: Duplex): Promise<ScriptFrame[]> {
  return new Promise((resolve) => {
    let line = '';
    const settle = (frames: ScriptFrame[]): void => {
      clearTimeout(timer);
      lifeline.off('data', read);
      lifeline.off('close', give);
      resolve(frames);
    };
    const give = (): void => settle([]);
    const read = (bytes: Buffer): void => {
      line += bytes.toString('utf8');
      if (line.endsWith('\n')) settle(JSON.parse(line) as ScriptFrame[]);
    };
    const timer = setTimeout(give, ANSWER_MS);
    lifeline.on('data', read);
    lifeline.once('close', give);
    lifeline.write('?');
  });
}
