import { deserialize, serialize } from 'node:v8';

/** Larger than any honest frame: 2000 layers with histograms take 1 MB. */
export const LONGEST_FRAME = 256 * 1024 * 1024;

const HEADER = 4;

/** What arrived is not the protocol: something else wrote on the events' file descriptor, or a frame was cut. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** A frame: 4 bytes of little-endian length, then that many bytes of `v8.serialize` output. */
export function encodeFrame(message: unknown): Buffer {
  const body = serialize(message);
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(body.length);
  return Buffer.concat([header, body]);
}

/**
 * Turns a byte stream, cut anywhere, into messages: objects with a `type`. After the first error it takes nothing
 * more, since no later byte can be trusted to start a frame.
 */
export class FrameDecoder {
  #parts: Buffer[] = [];
  #buffered = 0;
  /** Bytes needed before anything can be read: a header, or the header and its body. */
  #needed = HEADER;
  #broken = false;

  constructor(private readonly onMessage: (message: { type: string }) => void) {}

  /** @throws FrameError once, on the first byte sequence that is no frame. */
  push(bytes: Buffer): void {
    if (this.#broken) return;
    this.#parts.push(bytes);
    this.#buffered += bytes.length;
    while (!this.#broken && this.#buffered >= this.#needed) this.#readFrames();
  }

  /** The stream has ended. @throws FrameError when it ended inside a frame. */
  end(): void {
    if (this.#broken || this.#buffered === 0) return;
    this.#fail(`the stream ended ${this.#needed - this.#buffered} bytes before the end of a frame`);
  }

  #readFrames(): void {
    const all = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    let at = 0;
    this.#needed = HEADER;
    while (all.length - at >= HEADER) {
      const length = all.readUInt32LE(at);
      if (length === 0 || length > LONGEST_FRAME) this.#fail(`a frame of ${length} bytes was announced`);
      this.#needed = HEADER + length;
      if (all.length - at < this.#needed) break;
      this.#deliver(all.subarray(at + HEADER, at + this.#needed));
      at += this.#needed;
      this.#needed = HEADER;
    }
    this.#parts = at < all.length ? [all.subarray(at)] : [];
    this.#buffered = all.length - at;
  }

  #deliver(body: Buffer): void {
    let message: unknown;
    try {
      message = deserialize(body);
    } catch (error) {
      this.#fail(`a frame could not be read (${error instanceof Error ? error.message : String(error)})`);
    }
    if (!isMessage(message)) this.#fail('a frame holds something that is no message');
    // Stays set when the listener throws: the same frame must not be delivered again.
    this.#broken = true;
    this.onMessage(message);
    this.#broken = false;
  }

  #fail(reason: string): never {
    this.#broken = true;
    this.#parts = [];
    this.#buffered = 0;
    throw new FrameError(`The training process does not speak the protocol: ${reason}.`);
  }
}

function isMessage(value: unknown): value is { type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
