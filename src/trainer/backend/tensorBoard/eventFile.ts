/**
 * The files that TensorBoard reads: `Event` messages of TensorFlow's event.proto in the framing of TFRecord, of which only
 * the fields that tfjs-node writes are known here.
 */

/** CRC-32C (Castagnoli), reflected polynomial. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}

/** TFRecord rotates the checksum and adds a constant, because checksums of checksums are weak. */
function maskedCrc(bytes: Uint8Array): Buffer {
  const crc = crc32c(bytes);
  const masked = Buffer.alloc(4);
  masked.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  return masked;
}

/** Length, its checksum, the data, their checksum. */
export function record(data: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, maskedCrc(length), data, maskedCrc(data)]);
}

/** Wire types of protocol buffers. */
const VARINT = 0;
const DOUBLE = 1;
const BYTES = 2;
const FLOAT = 5;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

const tag = (field: number, wireType: number): Buffer => varint((field << 3) | wireType);
const integer = (field: number, value: number): Buffer => Buffer.concat([tag(field, VARINT), varint(value)]);

function real(field: number, wireType: typeof DOUBLE | typeof FLOAT, value: number): Buffer {
  const bytes = Buffer.alloc(wireType === DOUBLE ? 8 : 4);
  if (wireType === DOUBLE) bytes.writeDoubleLE(value);
  else bytes.writeFloatLE(value);
  return Buffer.concat([tag(field, wireType), bytes]);
}

function message(field: number, ...content: readonly (Uint8Array | string)[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([tag(field, BYTES), varint(bytes.length), bytes]);
}

/** DT_FLOAT of types.proto. */
const DT_FLOAT = 1;

/** Event { wall_time = 1, step = 2, file_version = 3, summary = 5 } */
const event = (seconds: number, ...fields: Buffer[]): Buffer => Buffer.concat([real(1, DOUBLE, seconds), ...fields]);

/** The first event of a file. */
export function versionEvent(seconds: number): Buffer {
  return event(seconds, message(3, 'brain.Event:2'));
}

/** Summary { value = 1 { tag = 1, simple_value = 2 } } */
export function scalarEvent(seconds: number, step: number, name: string, value: number): Buffer {
  return event(seconds, integer(2, step), message(5, message(1, message(1, name), real(2, FLOAT, value))));
}

/** Rows of left edge, right edge, count: [buckets, 3]. */
export type Buckets = readonly (readonly [number, number, number])[];

/**
 * Summary { value = 1 { tag = 1, metadata = 9 { plugin_data = 1 { plugin_name = 1 }, summary_description = 3 },
 * tensor = 8 { dtype = 1, tensor_shape = 2 { dim = 2 { size = 1 } }, tensor_content = 4 } } }
 */
export function histogramEvent(seconds: number, step: number, name: string, buckets: Buckets, description: string): Buffer {
  const sizes = [buckets.length, 3].map((size) => message(2, integer(1, size)));
  const tensor = message(8, integer(1, DT_FLOAT), message(2, ...sizes), message(4, new Uint8Array(Float32Array.from(buckets.flat()).buffer)));
  const metadata = message(9, message(1, message(1, 'histograms')), message(3, description));
  return event(seconds, integer(2, step), message(5, message(1, message(1, name), tensor, metadata)));
}
