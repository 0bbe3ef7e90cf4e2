import * as fs from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a file; what stood in it before is replaced only once all is written. */
export async function writeWhole(target: string, pieces: Iterable<string | Buffer>): Promise<void> {
  const part = `${target}.part`;
  try {
    await pipeline(Readable.from(pieces), fs.createWriteStream(part));
    await fs.promises.rename(part, target);
  } catch (error) {
    await fs.promises.rm(part, { force: true });
    throw error;
  }
}
