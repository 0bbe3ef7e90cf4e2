/**
 * How a run file lies on the disk; see docs/run-files.md. A header of 12 bytes, then chunks: 4 bytes of little-endian length
 * and that many bytes of gzip, whose own checksum tells of damage. A chunk holds whole records, so that a file can be read
 * while it grows, and one that was cut short is good up to the cut. Nothing in it is ever run.
 */
import { gunzipSync, gzipSync } from 'node:zlib';

const MAGIC = Buffer.from('GRADRUN\n', 'latin1');
export const VERSION = 1;
export const HEADER_BYTES = MAGIC.length + 4;
const LENGTH_BYTES = 4;

/** A chunk is closed at 1 MB; a step of 100,000 rows with histograms is 39 MB. */
const LARGEST_CHUNK = 256 * 2 ** 20;

/** The file cannot be read, or no further. The message is one sentence for people, to follow the file's name. */
export class RunFileError extends Error {
  override readonly name = 'RunFileError';
}

export function header(): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(VERSION, MAGIC.length);
  return bytes;
}

/** @throws RunFileError */
export function checkHeader(bytes: Buffer): void {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new RunFileError('is not a run of Gradient Inspector');
  const version = bytes.readUInt32LE(MAGIC.length);
  if (version !== VERSION) {
    throw new RunFileError(`has format ${version}, and this version of Gradient Inspector reads format ${VERSION}${version > VERSION ? ': update it' : ''}`);
  }
}

/** @param records one or more, whole */
export function encodeChunk(records: readonly Buffer[]): Buffer {
  const body = gzipSync(Buffer.concat(records), { level: 4 });
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}

/** Turns the bytes of a file, cut anywhere, into the contents of its chunks. */
export class ChunkReader {
  #parts: Buffer[] = [];
  #buffered = 0;
  #headerSeen = false;
  #needed = HEADER_BYTES;

  /** Whether the bytes so far end inside a chunk or the header. */
  get isInside(): boolean {
    return this.#buffered > 0 || !this.#headerSeen;
  }

  /** The chunks that the bytes complete. @throws RunFileError at the first that is damaged; those before it have been given. */
  *push(bytes: Buffer): Generator<Buffer> {
    this.#parts.push(bytes);
    this.#buffered += bytes.length;
    while (this.#buffered >= this.#needed) {
      const all = this.#joined();
      if (!this.#headerSeen) {
        checkHeader(all);
        this.#headerSeen = true;
        this.#drop(all, HEADER_BYTES);
        this.#needed = LENGTH_BYTES;
        continue;
      }
      const length = all.readUInt32LE(0);
      if (length === 0 || length > LARGEST_CHUNK) throw new RunFileError('is damaged: it announces a piece of an impossible size');
      this.#needed = LENGTH_BYTES + length;
      if (all.length < this.#needed) return;
      const body = all.subarray(LENGTH_BYTES, this.#needed);
      this.#drop(all, this.#needed);
      this.#needed = LENGTH_BYTES;
      yield unpacked(body);
    }
  }

  #joined(): Buffer {
    if (this.#parts.length > 1) this.#parts = [Buffer.concat(this.#parts)];
    return this.#parts[0]!;
  }

  #drop(all: Buffer, count: number): void {
    this.#parts = count < all.length ? [all.subarray(count)] : [];
    this.#buffered = all.length - count;
  }
}

function unpacked(body: Buffer): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: LARGEST_CHUNK });
  } catch {
    throw new RunFileError('is damaged: a piece of it does not match its checksum');
  }
}
