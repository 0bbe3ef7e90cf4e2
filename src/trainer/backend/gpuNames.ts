/** The names of NVIDIA's graphics cards: TensorFlow's C API tells how many devices there are, but not what they are. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const TIMEOUT_MS = 5000;

/** Of those that CUDA may use in this process, each name once; empty when they cannot be told. */
export async function gpuNames(env: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const visible = env.CUDA_VISIBLE_DEVICES?.trim();
  // Both count alike only where the order of devices is that of the bus.
  const chosen = visible && (/^(GPU|MIG)-/.test(visible) || env.CUDA_DEVICE_ORDER === 'PCI_BUS_ID') ? ['-i', visible] : [];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', [...chosen, '--query-gpu=name', '--format=csv,noheader'], { timeout: TIMEOUT_MS, env });
    return [...new Set(stdout.split('\n').map((line) => line.trim()).filter((line) => line !== ''))];
  } catch {
    return [];
  }
}
