/** A run seen from the host: the process that trains, and the numbers that come from it. */
export { fenceFlag, scratchFolder } from './fence.js';
export { scrubbedEnvironment } from './environment.js';
export { dieWithHost, OWN_GROUP, signalTree } from './processTree.js';
export { askNode, findNode, isRecentEnough } from './findNode.js';
export type { FoundNode } from './findNode.js';
export { RunStore } from './runStore.js';
export type { RunStoreOptions, StepBlockPayload } from './runStore.js';
export { DEFAULT_MAX_HEAP_MB, defaultMaxResidentMb, heapFlags, TrainerProcess } from './trainerProcess.js';
export type { OutputStream, ReadyEvent, TrainerProcessOptions } from './trainerProcess.js';
export type { ExitCause, TrainerExit } from './trainerExit.js';
