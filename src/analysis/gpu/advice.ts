/** Facts about a machine, said to its user: what is there for TensorFlow on a GPU, what is missing, and what to do about it. */
import { CPU_PACKAGE, GPU_PACKAGE, isCudnn, librariesOf, PACKAGE_VERSION, type GpuFacts, type NativePackageFacts } from './facts.js';

export interface Check {
  what: string;
  /** `warning`: it may do. */
  state: 'ok' | 'missing' | 'warning';
  /** One or two sentences: what was found, and what to do where that is not enough. */
  words: string;
}

/** The oldest drivers that run CUDA 11.2 (NVIDIA's release notes, "minor version compatibility"). */
const OLDEST_DRIVER: Readonly<Record<string, number>> = { 'linux-x64': 450.8, 'win32-x64': 452.39 };

/** From here on Node lacks a function that tfjs-node calls. Runs of ours have it; the program by itself has not. */
const BREAKING_NODE = 23;

/** All that TensorFlow needs to train on the GPU, in the order in which it has to be put right. */
export function checksOf(facts: GpuFacts): Check[] {
  if (librariesOf(facts.platform) === null) return [platformCheck(facts), runtimeCheck(facts)];
  return [platformCheck(facts), driverCheck(facts), ...libraryChecks(facts), runtimeCheck(facts), packageCheck(facts)];
}

/** The package that the project lacks for a better backend; null where it has it. What is broken is not mended by adding it. */
export function packageToInstall(facts: GpuFacts): string | null {
  const wanted = librariesOf(facts.platform) !== null && facts.nvidia ? GPU_PACKAGE : CPU_PACKAGE;
  const present = wanted === GPU_PACKAGE ? facts.gpuPackage : facts.cpuPackage ?? facts.gpuPackage;
  return present ? null : wanted;
}

function platformCheck({ platform }: GpuFacts): Check {
  if (librariesOf(platform)) return { what: 'Platform', state: 'ok', words: `${platform}: TensorFlow has a GPU build for it.` };
  return {
    what: 'Platform', state: 'missing',
    words: `TensorFlow trains on a GPU on Linux and Windows with x64 only, and this is ${platform}: WebGPU is the way to the GPU here.`,
  };
}

function driverCheck({ platform, nvidia }: GpuFacts): Check {
  const what = 'NVIDIA GPU';
  if (!nvidia) {
    return { what, state: 'missing', words: 'nvidia-smi was not found or sees no GPU: CUDA needs an NVIDIA GPU and its driver. WebGPU runs on GPUs of any vendor.' };
  }
  const found = `${nvidia.names.join(', ')}, driver ${nvidia.driver}.`;
  if (Number.parseFloat(nvidia.driver) >= OLDEST_DRIVER[platform]!) return { what, state: 'ok', words: found };
  return { what, state: 'missing', words: `${found} CUDA 11.2 needs driver ${OLDEST_DRIVER[platform]!.toFixed(2)} or later: update it.` };
}

function libraryChecks({ platform, missingLibraries }: GpuFacts): Check[] {
  const where = platform === 'linux-x64' ? 'ldconfig and LD_LIBRARY_PATH' : 'PATH';
  const check = (what: string, missing: string[], version: string): Check => missing.length === 0
    ? { what, state: 'ok', words: `${version} was found by ${where}.` }
    : { what, state: 'missing', words: `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not on ${where}: install ${version}; later major versions do not serve.` };
  return [
    check('CUDA 11.2', missingLibraries.filter((name) => !isCudnn(name)), 'CUDA 11.2'),
    check('cuDNN 8.1', missingLibraries.filter(isCudnn), 'cuDNN 8.1 for CUDA 11.2'),
  ];
}

function runtimeCheck({ runtime, nodeOnPath }: GpuFacts): Check {
  const what = 'Node';
  if (runtime.isElectron) {
    return nodeOnPath
      ? { what, state: 'ok', words: `The editor's own runtime is Electron; where it refuses the package, programs run in Node ${nodeOnPath.version} (${nodeOnPath.path}).` }
      : { what, state: 'warning', words: 'The editor\'s own runtime is Electron, which may refuse the package, and there is no Node, 20 or later, on PATH: install one, or set gradientInspector.nodePath.' };
  }
  if (Number.parseInt(runtime.version, 10) < BREAKING_NODE) return { what, state: 'ok', words: `${runtime.version} (${runtime.path}).` };
  return {
    what, state: 'warning',
    words: `${runtime.version} (${runtime.path}): tfjs-node calls util.isNullOrUndefined, which Node ${BREAKING_NODE} removed. Analyzed programs get it back; run by yourself, they need Node 20 or 22.`,
  };
}

function packageCheck({ gpuPackage, cpuPackage }: GpuFacts): Check {
  if (gpuPackage) return { what: GPU_PACKAGE, ...packageState(GPU_PACKAGE, gpuPackage) };
  const instead = cpuPackage ? ` ${CPU_PACKAGE} ${cpuPackage.version} is, which trains on the CPU.` : '';
  return { what: GPU_PACKAGE, state: 'missing', words: `It is not installed in this project.${instead}` };
}

function packageState(name: string, { version, hasLibrary }: NativePackageFacts): Pick<Check, 'state' | 'words'> {
  if (!hasLibrary) {
    return { state: 'missing', words: `${version} is installed, but its library is not: its install script did not run, or could not download. \`npm rebuild ${name}\` runs it again.` };
  }
  if (version === PACKAGE_VERSION) return { state: 'ok', words: `${version} is installed, with its library.` };
  return { state: 'warning', words: `${version} is installed, with its library; runs use TensorFlow.js ${PACKAGE_VERSION}, for which it was not made.` };
}
