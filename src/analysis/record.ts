import type { BundledProgram } from '../program/index.js';
import type { RunStore } from '../run/index.js';
import type { TrainerEvent } from '../shared/trainerProtocol.js';
import { entryNote, noteText, unlocatedNote, type Notes } from './notes.js';
import { locateLayer, locateModel } from './sites.js';
import type { Trainers } from './trainers.js';

/** Where it goes that the child tells of the program. */
export interface Records {
  store: RunStore;
  program: BundledProgram;
  notes: Notes;
  trainers: Trainers;
}

/** Keeps what the child tells of the program itself: its layers and models, how it is trained, what its user should know. */
export function record(event: TrainerEvent, { store, program, notes, trainers }: Records): void {
  switch (event.type) {
    case 'entry':
      store.dataKind = event.dataKind;
      notes.add(entryNote(event));
      if (event.dataKind === 'synthetic') notes.add(trainers.hint());
      break;
    case 'layers':
      store.setLayers(event.layers.map((layer) => locateLayer(layer, program)));
      break;
    case 'models':
      store.setModels(event.models.map((model) => locateModel(model, program)));
      for (const { id } of event.models) notes.add(unlocatedNote(id, store.layers));
      break;
    case 'learningRates':
      store.setLearningRates(event.rates);
      break;
    case 'note':
      notes.add(noteText(event, program));
      break;
  }
}
