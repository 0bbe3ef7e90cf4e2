/** Trains a case's program through the product's own path and keeps what the child sent, so that rules can be run on it again. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { locateLayer, locateModel } from '../src/analysis/sites.js';
import { bundleProgram } from '../src/program/index.js';
import { gradientClippingSource } from '../src/remedies/optimizers/helpers/gradientClipping.js';
import { RunStore, TrainerProcess } from '../src/run/index.js';
import type { LayerInfo, ModelInfo } from '../src/shared/run.js';
import type { StepEvent } from '../src/shared/trainerProtocol.js';
import type { Case, WrittenCase } from './case.js';
import { programOf, recipesOf } from './program.js';

/** Recordings that hold other facts than these are not read. */
const FORMAT = '2';

/** What a report may take, as in `analyze --steps 1000000 --seconds 120`. */
const SECONDS = 120;

export interface Recording {
  layers: LayerInfo[];
  models: ModelInfo[];
  steps: StepEvent[];
  failure: string | null;
  /** Tells the build of the engine that made it. */
  engine: string;
}

export class Recorder {
  readonly #programs: string;
  readonly #cache: string;
  readonly #engine: string;

  /** Runs that were made by another build of the engine. */
  outdated = 0;

  /**
   * @param root the repository
   * @param fresh train everything again
   */
  constructor(private readonly root: string, private readonly fresh: boolean) {
    this.#programs = path.join(root, 'out/evaluation/programs');
    this.#cache = path.join(root, 'out/evaluation/recordings');
    fs.mkdirSync(this.#programs, { recursive: true });
    fs.mkdirSync(this.#cache, { recursive: true });
    fs.copyFileSync(path.join(root, 'evaluation/recipes.ts'), path.join(this.#programs, 'recipes.ts'));
    fs.copyFileSync(path.join(root, 'evaluation/heldOut/recipes.ts'), path.join(this.#programs, 'heldOutRecipes.ts'));
    fs.writeFileSync(path.join(this.#programs, 'publishedClipping.ts'), gradientClippingSource('typescript', '@tensorflow/tfjs'));
    this.#engine = hash(fs.readFileSync(path.join(root, 'dist/trainer/main.js'), 'utf8'));
  }

  /** Where the programs are written. */
  get programs(): string {
    return this.#programs;
  }

  get trainerPath(): string {
    return path.join(this.root, 'dist/trainer/main.js');
  }

  /** Writes the case's program and answers its path. */
  write(one: Case | WrittenCase): string {
    if ('file' in one) {
      fs.cpSync(path.dirname(one.file), this.#programs, { recursive: true });
      return path.join(this.#programs, path.basename(one.file));
    }
    const table = typeof one.data.key === 'string' ? one.data.key : one.data.recipe === 'autompg' ? 'autompg' : null;
    if (table) {
      const tables = JSON.parse(fs.readFileSync(path.join(this.root, 'evaluation/cases/published-data.json'), 'utf8')) as Record<string, unknown>;
      fs.writeFileSync(path.join(this.#programs, `${table}.json`), JSON.stringify(tables[table]));
    }
    const file = path.join(this.#programs, `${one.id}.ts`);
    fs.writeFileSync(file, programOf(one, table && `${table}.json`));
    return file;
  }

  /** The run of a case with a seed: a kept one where the program has not changed. */
  async record(one: Case | WrittenCase, seed: number): Promise<RunStore> {
    const file = this.write(one);
    const recipes = 'file' in one ? '' : fs.readFileSync(path.join(this.#programs, `${recipesOf(one)}.ts`), 'utf8');
    const kept = path.join(this.#cache, `${one.id}-${seed}-${hash(fs.readFileSync(file, 'utf8'), recipes, FORMAT)}.bin`);
    if (!this.fresh && fs.existsSync(kept)) {
      const recording = v8.deserialize(fs.readFileSync(kept)) as Recording;
      if (recording.engine !== this.#engine) this.outdated++;
      return storeOf(recording);
    }
    const recording = await this.#train(file, seed, new Map());
    if (recording.failure) throw new Error(`${one.id}: ${recording.failure}`);
    fs.writeFileSync(kept, v8.serialize(recording));
    return storeOf(recording);
  }

  /**
   * The run of a program with other texts than those on the disk, to its own end; null when it fails.
   *
   * @param overrides absolute path -> text
   */
  async recordEdited(file: string, seed: number, overrides: ReadonlyMap<string, string>): Promise<RunStore | null> {
    const recording = await this.#train(file, seed, overrides);
    return recording.failure ? null : storeOf(recording);
  }

  async #train(file: string, seed: number, overrides: ReadonlyMap<string, string>): Promise<Recording> {
    const program = await bundleProgram({ file, root: this.#programs, overrides });
    const child = new TrainerProcess(
      { packageRoot: this.#programs, backend: 'wasm', fence: null }, { trainerPath: this.trainerPath },
    );
    const layers = new Map<string, LayerInfo>();
    const models = new Map<string, ModelInfo>();
    const recording: Recording = { layers: [], models: [], steps: [], failure: null, engine: this.#engine };
    child.onEvent((event) => {
      if (event.type === 'layers') for (const layer of event.layers) layers.set(layer.id, locateLayer(layer, program));
      if (event.type === 'models') for (const model of event.models) models.set(model.id, locateModel(model, program));
      if (event.type === 'step') recording.steps.push(event);
      if (event.type === 'failed') recording.failure = event.failure.message;
    });
    try {
      await child.ready;
      child.start({
        type: 'start', program: program.image, entry: null, args: [], cwd: this.#programs, seed, capture: 'every', histograms: false,
        steps: null, seconds: SECONDS, atLimit: 'end',
      });
      await child.stopped;
    } finally {
      await child.stop();
    }
    return { ...recording, layers: [...layers.values()], models: [...models.values()] };
  }
}

function storeOf({ layers, models, steps }: Recording): RunStore {
  const store = new RunStore();
  store.setModels(models);
  store.setLayers(layers);
  for (const step of steps) store.append(step);
  return store;
}

function hash(...texts: string[]): string {
  const digest = createHash('sha256');
  for (const text of texts) digest.update(text).update('\0');
  return digest.digest('hex').slice(0, 16);
}
