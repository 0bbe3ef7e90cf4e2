/** `@tensorflow/tfjs-node` is optional: its native library cannot be installed everywhere. Its API is that of tfjs. */
declare module '@tensorflow/tfjs-node' {
  export * from '@tensorflow/tfjs';
}
