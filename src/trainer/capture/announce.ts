/** Tells the host of models and layers before the step that uses them, and again when something of them changes. */
import type { LearningRate, TrainerEvent } from '../../shared/trainerProtocol.js';
import { describeRow } from './describe.js';
import { describeLearningRate, describeModel, optimizerOf, type Model, type Models } from './models.js';
import type { Row, Rows } from './rows.js';
import type { StepRecord } from './step.js';
import type { OptimizerInternals } from './tfjs.js';

export type AnnouncementEvent = Extract<TrainerEvent, { type: 'layers' | 'models' | 'learningRates' }>;

export class Announcer {
  /** What was last said of each layer and model. */
  private readonly said = new Map<string, string>();
  private readonly announced = new Set<Row>();
  private readonly names = new Set<string>();
  /** Models that steps train or call. */
  private readonly known = new Set<Model>();
  /** The class and the learning rate of each one's optimizer, as they were told last. */
  private readonly optimizers = new Map<Model, { kind: unknown; rate: unknown }>();
  private version = -1;

  constructor(private readonly rows: Rows, private readonly models: Models, private readonly emit: (event: AnnouncementEvent) => void) {}

  noteOptimizer(optimizer: object, record: StepRecord): void {
    for (const { row } of record.weights) {
      const model = this.ownerOf(row);
      if (model) model.optimizer = optimizer as OptimizerInternals;
    }
  }

  /** Announces what the step uses; answers the ids of the models that it trains. */
  announce(record: StepRecord, rows: Row[]): string[] {
    const variables = record.weights.map(({ variable }) => variable);
    if (!record.container) this.models.trainedByHand(variables);
    const models = this.modelsOf(record);
    let changed = this.models.noteTrained(variables) || this.models.version !== this.version;
    const scheduled: Model[] = [];
    for (const [row, calls] of record.calls) {
      if (calls <= row.calls) continue;
      row.calls = calls;
      changed = true;
    }
    for (const model of models) {
      if (!this.known.has(model)) changed = true;
      this.known.add(model);
      const optimizer = optimizerOf(model);
      const [kind, rate] = [optimizer?.constructor, optimizer?.learningRate];
      const told = this.optimizers.get(model);
      if (told?.kind === kind && told?.rate === rate) continue;
      if (told?.kind === kind) scheduled.push(model);
      else changed = true;
      this.optimizers.set(model, { kind, rate });
    }
    for (const row of rows) {
      if (this.announced.has(row)) continue;
      changed = true;
      this.announced.add(row);
      // Also one that is only called, as a target network is.
      const owner = this.ownerOf(row);
      if (owner) this.known.add(owner);
    }
    if (changed) this.send();
    else if (scheduled.length > 0) this.sendLearningRates(scheduled);
    return models.map((model) => this.idOf(model));
  }

  /** The models that own a variable which the step differentiates, the one that is being fitted first. */
  private modelsOf(record: StepRecord): Model[] {
    const models = new Set<Model>();
    const fitted = record.container && this.models.of(record.container);
    if (fitted) models.add(fitted);
    for (const { row } of record.weights) {
      const model = this.ownerOf(row);
      if (model) models.add(model);
    }
    return [...models];
  }

  /** The model of a layer, or of the layer that it is a part of. */
  private ownerOf({ layer, parent }: Row): Model | null {
    const outer = parent && this.rows.find(parent);
    return (outer && this.ownerOf(outer)) ?? (layer && this.models.ownerOf(layer));
  }

  /** Rows of a model in order of execution: the parts of a layer come before the layer itself. */
  private rowsOf(model: Model): Row[] {
    const found = new Set<Row>();
    const visit = (row: Row): void => {
      this.rows.parts(row.layer!).forEach(visit);
      found.add(row);
    };
    for (const layer of this.models.leavesOf(model)) visit(this.rows.ofLayer(layer));
    return [...found];
  }

  private send(): void {
    this.version = this.models.version;
    const depths = new Map<Row, number>();
    const held = new Map<Model, Row[]>();
    for (const model of this.known) {
      const rows = this.rowsOf(model);
      held.set(model, rows);
      rows.forEach((row, depth) => {
        this.announced.add(row);
        if (this.ownerOf(row) === model) depths.set(row, depth);
      });
    }
    const layers = [...this.announced].map((row) => {
      const owner = this.ownerOf(row);
      return describeRow(row, this.rows, owner && this.idOf(owner), depths.get(row) ?? row.order, this.models);
    });
    const newLayers = layers.filter((layer) => this.isNews(`layer ${layer.id}`, layer));
    if (newLayers.length > 0) this.emit({ type: 'layers', layers: newLayers });
    const models = [...held].map(([model, rows]) => describeModel(model, this.idOf(model), rows.map(({ id }) => id)));
    const newModels = models.filter((model) => this.isNews(`model ${model.id}`, model));
    if (newModels.length > 0) this.emit({ type: 'models', models: newModels });
  }

  private sendLearningRates(models: readonly Model[]): void {
    const rates = models.map((model): LearningRate => ({ model: this.idOf(model), ...describeLearningRate(optimizerOf(model)!) }));
    // What was said of them does not hold any more: also if the rate is to be that one again.
    for (const { model } of rates) this.said.delete(`model ${model}`);
    this.emit({ type: 'learningRates', rates });
  }

  private isNews(key: string, description: object): boolean {
    const text = JSON.stringify(description);
    if (this.said.get(key) === text) return false;
    this.said.set(key, text);
    return true;
  }

  private idOf(model: Model): string {
    if (model.id === null) {
      const { name } = model.container;
      model.id = name;
      for (let n = 2; this.names.has(model.id); n++) model.id = `${name}#${n}`;
      this.names.add(model.id);
    }
    return model.id;
  }
}
