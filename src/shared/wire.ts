/**
 * How messages with typed arrays reach a webview: as text. VS Code itself passes typed arrays on for extensions whose
 * `engines.vscode` is 1.57 or later, else as plain objects in which NaN is lost. With VS Code 1.139 on the web they arrive in
 * both of our views as they are; in an earlier state of this extension they did not, for a reason that was not found. Text
 * depends on none of this, at the price of a third more bytes.
 */
import type { HostToPanel } from './panelProtocol.js';

const MARK = '$bytes';

/** Arguments that a call may have everywhere. */
const SLICE = 2 ** 13;

const TYPES = { Float32Array, Uint8Array } as const;
type Name = keyof typeof TYPES;

interface Packed {
  [MARK]: string;
  type: Name;
}

/** The message with each typed array at its top level as base64. Little-endian, as all machines that VS Code runs on. */
export function toWire(message: HostToPanel): Record<string, unknown> {
  return mapFields(message, (value) => {
    if (value instanceof Float32Array) return packed('Float32Array', value);
    if (value instanceof Uint8Array) return packed('Uint8Array', value);
    return value;
  });
}

/** What `toWire` was given. Messages that hold typed arrays as they are pass through. */
export function fromWire(wire: Record<string, unknown>): HostToPanel {
  return mapFields(wire, (value) => (isPacked(value) ? unpacked(value) : value)) as unknown as HostToPanel;
}

function mapFields(fields: object, map: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, map(value)]));
}

function packed(type: Name, array: Float32Array | Uint8Array): Packed {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let characters = '';
  for (let i = 0; i < bytes.length; i += SLICE) characters += String.fromCharCode(...bytes.subarray(i, i + SLICE));
  return { [MARK]: btoa(characters), type };
}

function isPacked(value: unknown): value is Packed {
  return typeof value === 'object' && value !== null && MARK in value;
}

function unpacked({ [MARK]: text, type }: Packed): Float32Array | Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return new TYPES[type](bytes.buffer);
}
