import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameDecoder, FrameError, LONGEST_FRAME } from '../../../src/run/frameDecoder.js';

const MESSAGES = [
  { type: 'note', message: 'first' },
  { type: 'step', values: Float32Array.of(1, NaN, Infinity, 1e-30), rows: ['a', 'b'] },
  { type: 'note', message: 'ä'.repeat(300) },
  { type: 'finished', stopped: 'end' },
];
const STREAM = Buffer.concat(MESSAGES.map(encodeFrame));

/** Pushes the stream in the pieces that end at the given positions. */
function decode(stream: Buffer, ends: readonly number[]): unknown[] {
  const received: unknown[] = [];
  const decoder = new FrameDecoder((message) => received.push(message));
  let from = 0;
  for (const end of [...ends, stream.length]) {
    decoder.push(stream.subarray(from, end));
    from = end;
  }
  decoder.end();
  return received;
}

/** A small generator with a known period, so that failures can be repeated. */
function* randomNumbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('FrameDecoder', () => {
  it('gives the same messages wherever the stream is cut in two', () => {
    for (let cut = 0; cut <= STREAM.length; cut++) expect(decode(STREAM, [cut])).toEqual(MESSAGES);
  });

  it('gives the same messages when every byte comes alone', () => {
    expect(decode(STREAM, Array.from(STREAM.keys()))).toEqual(MESSAGES);
  });

  it('gives the same messages however the stream is cut', () => {
    const random = randomNumbers(7);
    for (let round = 0; round < 300; round++) {
      const cuts = Array.from({ length: 1 + round % 9 }, () => Math.floor(random.next().value! * STREAM.length)).sort((a, b) => a - b);
      expect(decode(STREAM, cuts)).toEqual(MESSAGES);
    }
  });

  it.each([
    ['text', Buffer.from('Epoch 1 / 10\n')],
    ['an empty frame', Buffer.alloc(4)],
    ['a frame longer than any', headerOf(LONGEST_FRAME + 1)],
    ['a body that is no value', Buffer.concat([headerOf(3), Buffer.from([1, 2, 3])])],
    ['a value that is no message', frameOf('words')],
    ['a message without a type', frameOf({ kind: 'step' })],
  ])('fails once on %s and then takes nothing more', (_, garbage) => {
    const received: unknown[] = [];
    const decoder = new FrameDecoder((message) => received.push(message));
    decoder.push(encodeFrame(MESSAGES[0]));
    expect(() => decoder.push(garbage)).toThrow(FrameError);
    decoder.push(encodeFrame(MESSAGES[1]));
    decoder.end();
    expect(received).toEqual([MESSAGES[0]]);
  });

  it('survives any single damaged byte without anything but a FrameError', () => {
    for (let at = 0; at < STREAM.length; at++) {
      const damaged = Buffer.from(STREAM);
      damaged[at] ^= 0xff;
      try {
        decode(damaged, []);
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }
  });

  it('says when the stream ended inside a frame', () => {
    const decoder = new FrameDecoder(() => undefined);
    decoder.push(STREAM.subarray(0, 7));
    expect(() => decoder.end()).toThrow(/ended \d+ bytes before the end of a frame/);
  });
});

function headerOf(length: number): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32LE(length);
  return header;
}

function frameOf(value: unknown): Buffer {
  const body = serialize(value);
  return Buffer.concat([headerOf(body.length), body]);
}
