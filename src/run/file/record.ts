/**
 * A record: 4 bytes of little-endian length of the head, the head as JSON, and after it the arrays that the head announces
 * under `arrays` as [name, type, length], each little-endian. A number that JSON cannot write is `{"$": "NaN"}` or an infinity.
 */
import { RunFileError } from './format.js';

const TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const;
type TypeName = keyof typeof TYPES;
export type RecordArray = InstanceType<(typeof TYPES)[TypeName]>;

const LENGTH_BYTES = 4;
const NON_FINITE: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };

/** Fields that hold typed arrays are taken for arrays, all others for the head. */
export function encodeRecord(record: object): Buffer {
  const arrays: [string, TypeName, number][] = [];
  const head: Record<string, unknown> = {};
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(record)) {
    const type = typeOf(value);
    if (type === null) {
      head[name] = value;
      continue;
    }
    const array = value as RecordArray;
    arrays.push([name, type, array.length]);
    parts.push(Buffer.from(array.buffer, array.byteOffset, array.byteLength));
  }
  const text = Buffer.from(JSON.stringify({ ...head, arrays }, written));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...parts]);
}

/** The records of a chunk, as plain objects that nobody has checked yet. @throws RunFileError */
export function* decodeRecords(chunk: Buffer): Generator<Record<string, unknown>> {
  let at = 0;
  const take = (count: number): Buffer => {
    if (count > chunk.length - at) throw new RunFileError('is damaged: a record is longer than its piece of the file');
    at += count;
    return chunk.subarray(at - count, at);
  };
  while (at < chunk.length) {
    const { arrays, ...head } = parsed(take(take(LENGTH_BYTES).readUInt32LE(0)).toString('utf8'));
    const record: Record<string, unknown> = { ...head };
    for (const [name, type, length] of announced(arrays)) {
      const bytes = take(length * TYPES[type].BYTES_PER_ELEMENT);
      // A copy: typed arrays must be aligned, and must not keep the whole chunk alive.
      record[name] = new TYPES[type](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer);
    }
    yield record;
  }
}

function typeOf(value: unknown): TypeName | null {
  return (Object.keys(TYPES) as TypeName[]).find((name) => value instanceof TYPES[name]) ?? null;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text, read);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below, with all else that is no head.
  }
  throw new RunFileError('is damaged: a record of it cannot be read');
}

function announced(arrays: unknown): [string, TypeName, number][] {
  const isArray = (each: unknown): each is [string, TypeName, number] => Array.isArray(each)
    && typeof each[0] === 'string' && Object.hasOwn(TYPES, String(each[1])) && Number.isInteger(each[2]) && each[2] >= 0;
  if (!Array.isArray(arrays) || !arrays.every(isArray)) throw new RunFileError('is damaged: the arrays of a record cannot be read');
  return arrays;
}

function written(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { $: String(value) } : value;
}

function read(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$' in value)) return value;
  return typeof value.$ === 'string' && Object.hasOwn(NON_FINITE, value.$) ? NON_FINITE[value.$] : value;
}
