/** The package that the WebGPU backend needs: whether it is there, and how it would be installed. Installs nothing itself. */
import { resolvePackage } from '../shared/node/resolvePackage.js';

/** The version that the tests run with. */
const PACKAGE = 'webgpu@0.6.2';

/** Where it has prebuilt binaries. */
const PLATFORMS = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64']);

/** What it takes on the disk: it brings the binaries of all platforms. */
const MEGABYTES = 130;

export interface WebgpuPackage {
  /** The package's main file, where it is found; null when it is missing. */
  installed: string | null;
  /** What would put it there, to be run with the user's consent: it downloads. Null where it cannot help. */
  install: { command: string; args: string[]; folder: string; megabytes: number } | null;
  /** One sentence for the user. */
  message: string;
}

/**
 * @param packageFolder of the user's workspace, where a run looks first
 * @param ownFolder where the extension or the command line keeps packages of its own; a run looks there next
 */
export function webgpuPackage(packageFolder: string, ownFolder: string, platform = `${process.platform}-${process.arch}`): WebgpuPackage {
  const installed = resolvePackage(packageFolder, 'webgpu') ?? resolvePackage(ownFolder, 'webgpu');
  if (installed !== null) return { installed, install: null, message: `The package webgpu is installed: ${installed}.` };
  if (!PLATFORMS.has(platform)) {
    return { installed, install: null, message: `The package webgpu has no binary for this platform (${platform}).` };
  }
  const args = ['install', '--prefix', ownFolder, '--ignore-scripts', '--no-audit', '--no-fund', PACKAGE];
  return {
    installed,
    install: { command: 'npm', args, folder: ownFolder, megabytes: MEGABYTES },
    message: `WebGPU needs the package webgpu, which is not installed: \`npm ${args.join(' ')}\` takes ${MEGABYTES} MB in ${ownFolder}.`,
  };
}
