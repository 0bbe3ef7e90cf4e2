/** A run on the disk: written while it grows, read while it grows. The format is told in docs/run-files.md. */
export { RunFileError } from './format.js';
export { RunFileReader } from './reader.js';
export type { RunFileNews } from './reader.js';
export { RunFileWriter } from './writer.js';
export type { RunSnapshot } from './writer.js';
