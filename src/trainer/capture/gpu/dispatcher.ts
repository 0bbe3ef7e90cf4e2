/** Puts dispatches of ours among those of tfjs, in the compute pass that it has open. */
import type { Engine, Tensor } from '../tfjs.js';
import type { Gpu, GpuBackend } from './gpu.js';

export class Dispatcher {
  private readonly pipelines = new Map<string, GPUComputePipeline>();
  private readonly backend: GpuBackend;
  private readonly uploads: GPUBuffer[] = [];

  constructor(gpu: Gpu, private readonly engine: Engine) {
    this.backend = gpu.backend;
  }

  /** @param bindings in the order of the shader's */
  dispatch(code: string, bindings: (GPUBuffer | GPUBufferBinding)[], [x, y = 1]: [number, number?]): void {
    const { backend } = this;
    const pipeline = this.pipeline(code);
    const entries = bindings.map((bound, binding) => ({ binding, resource: 'buffer' in bound ? bound : { buffer: bound } }));
    backend.ensureCommandEncoderReady();
    const pass = backend.computePassEncoder ??= backend.commandEncoder!.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, backend.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(x, y);
  }

  /**
   * A tensor's values on the GPU. What tfjs still holds on the CPU stays there, because it computes with such tensors on
   * the CPU, and the program's numbers must not depend on being looked at: a copy goes to the GPU.
   */
  bufferOf(tensor: Tensor): GPUBuffer {
    const resident = tensor.dtype === 'float32' ? this.residentBuffer(tensor) : null;
    return resident ?? this.upload(this.read(tensor));
  }

  /** The buffer that holds a tensor; null where tfjs holds it on the CPU. */
  residentBuffer({ dataId }: Tensor): GPUBuffer | null {
    const { backend } = this.engine.state.tensorInfo.get(dataId);
    const resource = (backend as unknown) === this.backend ? this.backend.tensorMap.get(dataId).resource : null;
    if (!resource) return null;
    this.backend.commandQueueOwnedIds.add(dataId);
    return resource;
  }

  /** The values, which must be waited for where they are on the GPU. */
  read({ dataId }: Tensor): ArrayLike<number> {
    return this.engine.state.tensorInfo.get(dataId).backend.readSync(dataId);
  }

  copy(from: GPUBuffer, bytes: number, to: GPUBuffer, offset: number): void {
    const { backend } = this;
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.commandEncoder!.copyBufferToBuffer(from, 0, to, offset, bytes);
  }

  /** A buffer of the program's lifetime with 32-bit integers that are all -1. */
  newHistory(units: number): GPUBuffer {
    const buffer = this.backend.device.createBuffer({ size: units * 4, usage: GPUBufferUsage.STORAGE, mappedAtCreation: true });
    new Int32Array(buffer.getMappedRange()).fill(-1);
    buffer.unmap();
    return buffer;
  }

  scratch(bytes: number): GPUBuffer {
    return this.backend.device.createBuffer({ size: bytes, usage: GPUBufferUsage.STORAGE });
  }

  /** Gives back what the commands needed that are submitted by now. */
  release(): void {
    for (const buffer of this.uploads.splice(0)) buffer.destroy();
  }

  private upload(values: ArrayLike<number>): GPUBuffer {
    const buffer = this.backend.device.createBuffer({ size: values.length * 4, usage: GPUBufferUsage.STORAGE, mappedAtCreation: true });
    new Float32Array(buffer.getMappedRange()).set(values);
    buffer.unmap();
    this.uploads.push(buffer);
    return buffer;
  }

  private pipeline(code: string): GPUComputePipeline {
    let pipeline = this.pipelines.get(code);
    if (!pipeline) {
      const { device } = this.backend;
      pipeline = device.createComputePipeline({ layout: 'auto', compute: { module: device.createShaderModule({ code }) } });
      this.pipelines.set(code, pipeline);
    }
    return pipeline;
  }
}
