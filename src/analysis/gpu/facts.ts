/** What decides whether TensorFlow can train on this machine's GPU, as far as it can be seen. */

/** tfjs 4.22 is made for libtensorflow 2.9.1, and that for CUDA 11.2 and cuDNN 8.1. */
export const PACKAGE_VERSION = '4.22.0';
export const GPU_PACKAGE = '@tensorflow/tfjs-node-gpu';
export const CPU_PACKAGE = '@tensorflow/tfjs-node';

export interface NativePackageFacts {
  version: string;
  /** The binding and libtensorflow, which its install script downloads, are there. */
  hasLibrary: boolean;
}

export interface RuntimeFacts {
  /** "20.20.0"; of an editor's runtime, the Node in it. */
  version: string;
  path: string;
  /** The runtime is an Electron, which may refuse native packages. */
  isElectron: boolean;
}

export interface GpuFacts {
  /** "linux-x64", as `process.platform` and `process.arch` have it. */
  platform: string;
  /** What runs programs by default: the editor's runtime, or the Node that is set. */
  runtime: RuntimeFacts;
  /** Another Node on PATH, which takes over where the runtime cannot load the package. */
  nodeOnPath: { version: string; path: string } | null;
  gpuPackage: NativePackageFacts | null;
  cpuPackage: NativePackageFacts | null;
  /** As nvidia-smi tells; null when it cannot be run. */
  nvidia: { names: string[]; driver: string } | null;
  /** CUDA's and cuDNN's libraries that libtensorflow loads, and were not found. */
  missingLibraries: string[];
}

/** What libtensorflow 2.9 opens by name when it looks for a GPU. CUDA 11 kept some names of 10 and 11.0. */
const LINUX_LIBRARIES = [
  'libcudart.so.11.0', 'libcublas.so.11', 'libcublasLt.so.11', 'libcufft.so.10', 'libcurand.so.10', 'libcusolver.so.11', 'libcusparse.so.11',
  'libcudnn.so.8',
];
const WINDOWS_LIBRARIES = [
  'cudart64_110.dll', 'cublas64_11.dll', 'cublasLt64_11.dll', 'cufft64_10.dll', 'curand64_10.dll', 'cusolver64_11.dll', 'cusparse64_11.dll',
  'cudnn64_8.dll',
];

/** Null where TensorFlow has no GPU build for the platform. */
export function librariesOf(platform: string): readonly string[] | null {
  if (platform === 'linux-x64') return LINUX_LIBRARIES;
  if (platform === 'win32-x64') return WINDOWS_LIBRARIES;
  return null;
}

export function isCudnn(library: string): boolean {
  return library.includes('cudnn');
}
