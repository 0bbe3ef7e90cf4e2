import { createRequire } from 'node:module';
import path from 'node:path';

/** The file that a module in the folder `root` gets for `request`; null when there is no such package. */
export function resolvePackage(root: string, request: string): string | null {
  try {
    return createRequire(path.join(root, 'index.js')).resolve(request);
  } catch {
    return null;
  }
}
