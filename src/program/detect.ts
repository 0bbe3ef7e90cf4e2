/** Cheap tests on the text of a file, for the lens at its top. */

const IMPORTS_TFJS = /['"`][^'"`\n]*@tensorflow\/tfjs(?!-vis)[^'"`\n]*['"`]/;
const BUILDS_OR_TRAINS: readonly RegExp[] = [
  /\b(?:sequential|trainOnBatch|fitDataset|loadLayersModel|variableGrads|computeGradients|applyGradients)\s*\(/,
  /\.(?:fit|minimize|compile)\s*\(/,
  /\blayers\s*\.\s*\w+\s*\(/,
  /\btf\s*\.\s*(?:model|variable|train)\b/,
  /\bextends\s+[\w.]*\b(?:Layer|LayersModel)\b/,
];

/** Whether the file looks as if it builds or trains a tfjs model. May err; never slow. */
export function looksLikeModel(text: string): boolean {
  return IMPORTS_TFJS.test(text) && BUILDS_OR_TRAINS.some((pattern) => pattern.test(text));
}
