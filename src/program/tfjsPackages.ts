/** Which imports mean TensorFlow.js itself. They all become the one instance that the training child has loaded. */

/** Packages that are led to the child's own tfjs. */
const TFJS_PACKAGE = /^@tensorflow\/tfjs(-core|-layers|-data|-converter|-node|-node-gpu|-backend-[a-z0-9-]+)?$/;

/** A file inside one of them. */
const INNER_FILE = /^@tensorflow\/tfjs(?:-core|-layers|-data|-converter|-node|-node-gpu|-backend-[a-z0-9-]+)?\/.+$/;

/** tfjs from a content delivery network: the package's name stands in the address. */
const NETWORK_IMPORT =
  /^https?:\/\/[^/]+\/(?:[\w-]+\/)*(@tensorflow\/tfjs(?:-core|-layers|-data|-converter|-backend-[a-z0-9-]+)?)(?:[@/].*)?$/;

/** In bundles of format `module`, `globalThis[Symbol.for(TFJS_SYMBOL)](request)` gives the child's instance of a package, or of a file in one. */
export const TFJS_SYMBOL = 'gradient-inspector.tfjs';

/** The tfjs package that an import names (also by its network address), or null. */
export function tfjsPackage(specifier: string): string | null {
  if (TFJS_PACKAGE.test(specifier)) return specifier;
  return NETWORK_IMPORT.exec(specifier)?.[1] ?? null;
}

/** What the child is asked for when a program imports `specifier`: a tfjs package, or a file of one; null: neither. */
export function tfjsRequest(specifier: string): string | null {
  const isInner = INNER_FILE.test(specifier) && !specifier.endsWith('/package.json');
  return isInner ? specifier : tfjsPackage(specifier);
}
