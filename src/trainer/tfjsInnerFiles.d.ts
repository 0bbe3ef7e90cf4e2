/** Made by scripts/tfjsInnerFiles.cjs while the trainer is bundled. */
declare module 'tfjs-inner-files' {
  /**
   * What a single file of the bundled tfjs exports, as it is now.
   * @param request "@tensorflow/tfjs-layers/dist/layers/core" @returns null when tfjs has no such file
   */
  export function innerFile(request: string): Record<string, unknown> | null;
}
