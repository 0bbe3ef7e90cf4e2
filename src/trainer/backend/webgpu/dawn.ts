/**
 * Dawn, the WebGPU of Chromium, in Node: the user's `webgpu` package.
 *
 * Its binding looks at the GPU whenever the event loop gives it a turn, which it asks for by the global `setImmediate`. A
 * training loop that never yields gives none. So calls that ask for a turn are made with a stand-in for `setImmediate`,
 * and the turn can also be taken here: that is what lets values be read synchronously.
 */
import { pathToFileURL } from 'node:url';
import { resolvePackage } from '../../../shared/node/resolvePackage.js';

/** What the package exports. */
interface DawnModule {
  create(flags: string[]): GPU;
  globals: Record<string, { prototype: Record<string, unknown> }>;
}

/** The methods of the API that answer later, by class. */
const DEFERRING = {
  GPUAdapter: ['requestDevice'],
  GPUBuffer: ['mapAsync'],
  GPUDevice: ['createComputePipelineAsync', 'createRenderPipelineAsync', 'popErrorScope'],
  GPUQueue: ['onSubmittedWorkDone'],
  GPUShaderModule: ['getCompilationInfo'],
} as const;

/** Turns taken at once before the processor is left to others: drivers in software need it. */
const EAGER_TURNS = 10;
const REST_MS = 0.05;

/** Names no adapter, so that the error lists those that there are. */
const NO_ADAPTER = 'adapter=?';

export class Dawn {
  private readonly turns = new Set<() => void>();
  private isScheduled = false;
  private readonly sleeper = new Int32Array(new SharedArrayBuffer(4));
  private readonly gpu: GPU;

  /** Loads the package from the first of the folders that has it. Null when none has. Throws when it cannot be loaded. */
  static async load(roots: readonly string[]): Promise<Dawn | null> {
    const file = roots.map((root) => resolvePackage(root, 'webgpu')).find((found) => found !== null);
    return file ? new Dawn(await import(pathToFileURL(file).href) as DawnModule) : null;
  }

  private constructor(private readonly module: DawnModule) {
    Object.assign(globalThis, module.globals);
    for (const [className, methods] of Object.entries(DEFERRING)) {
      const { prototype } = module.globals[className]!;
      for (const method of methods) this.watch(prototype, method);
    }
    this.gpu = module.create([]);
  }

  /** The fastest adapter, or null. */
  requestAdapter(): Promise<GPUAdapter | null> {
    return this.calling(() => this.gpu.requestAdapter({ powerPreference: 'high-performance' }));
  }

  /** The names that the drivers give their adapters, such as "NVIDIA H200". */
  async adapterNames(): Promise<string[]> {
    try {
      await this.calling(() => this.module.create([NO_ADAPTER]).requestAdapter());
      return [];
    } catch (error) {
      return [...String(error).matchAll(/name: '([^'\n]*)'/g)].map(([, name]) => name!);
    }
  }

  /** What `navigator.gpu` is in browsers. */
  get api(): GPU {
    return this.gpu;
  }

  /** Lets Dawn look at the GPU once. False when it waits for nothing. */
  turn(): boolean {
    const turns = [...this.turns];
    this.turns.clear();
    this.calling(() => turns.forEach((turn) => turn()));
    return turns.length > 0;
  }

  /** Holds the thread until the buffer's mapping has succeeded or failed. Throws when that can never be. */
  waitFor(buffer: GPUBuffer): void {
    for (let turns = 0; buffer.mapState === 'pending'; turns++) {
      if (!this.turn()) throw new Error('This version of the package webgpu cannot read values synchronously.');
      if (turns >= EAGER_TURNS) Atomics.wait(this.sleeper, 0, 0, REST_MS);
    }
  }

  private watch(prototype: Record<string, unknown>, method: string): void {
    const original = prototype[method] as (...args: unknown[]) => unknown;
    const calling = this.calling.bind(this);
    prototype[method] = function (this: unknown, ...args: unknown[]) {
      return calling(() => original.apply(this, args));
    };
  }

  /** Calls into the binding, and keeps the turns that it asks for. */
  private calling<T>(call: () => T): T {
    const { setImmediate } = globalThis;
    const keep = (turn: () => void): void => {
      this.turns.add(turn);
      if (this.isScheduled) return;
      this.isScheduled = true;
      setImmediate(() => {
        this.isScheduled = false;
        this.turn();
      });
    };
    globalThis.setImmediate = keep as unknown as typeof setImmediate;
    try {
      return call();
    } finally {
      globalThis.setImmediate = setImmediate;
    }
  }
}
