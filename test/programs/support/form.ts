/** What is said of one program form: how it is written, how it is run, and what its user must see. */
import type { RuleId } from '../../../src/shared/report.js';
import type { NonFiniteOrigin } from '../../../src/shared/run.js';
import type { ProgramRun } from './run.js';

/**
 * A row of the report: class name, a text that stands once in the program, on the line of the call that makes the layer
 * (null: there is no such line), and the file if it is not the program's own.
 */
export type ExpectedRow = readonly [className: string, text: string | null, file?: string];

export interface ExpectedModel {
  /** Default: not looked at, because tfjs numbers models that have no name of their own. */
  name?: string;
  /** In order of execution; what a layer holds inside (wrappers, stacked cells) comes before the layer. */
  rows: readonly ExpectedRow[];
  /** Texts of lines whose layers are trained, but not at these steps of the model. */
  frozen?: Readonly<Record<string, 'always' | readonly number[]>>;
  /** How many steps train it, or which. Default: every step of the run. */
  steps?: number | readonly number[];
}

export interface ProgramForm {
  /** A line of docs/programs.md, Markdown. */
  form: string;
  /** Relative to the area's folder. A file in a subfolder is run in a copy of that whole subfolder. */
  file: string;

  // How it is run.
  args?: string[];
  env?: Record<string, string>;
  entry?: string;
  /** Working folder relative to the workspace; default: the workspace itself. */
  cwd?: string;
  /** Limit of steps, for programs that never end; the run then stops by it. */
  limit?: number;
  /** Default: the trainer's own. */
  tfjs?: 'workspace';
  /** Packages of the repository that the program needs. */
  packages?: readonly string[];
  /** Called before the run with the copied workspace: writes data files, saved models ... */
  prepare?: (root: string) => void | Promise<void>;

  // What must be seen. Without `fails`, the run ends by itself, and no layer is reported that is not named here.
  /** Steps of the whole run. */
  steps?: number;
  models?: readonly ExpectedModel[];
  /** Rows that belong to no model: variables, layers called by hand. In order of first use. */
  loose?: readonly ExpectedRow[];
  /** The last loss is below this share of the first; default: finite is enough. */
  learns?: number;
  /** Findings at warning or error; default: none. */
  findings?: readonly RuleId[];
  /** The first tensor that is not finite; `at` is the text of the layer's line, null when it is the loss alone. */
  nonFinite?: { where: NonFiniteOrigin['where']; step: number; at: string | null };
  /** The program fails and this is what its user reads, with the text of the line where it points (null: nowhere). */
  fails?: { message: RegExp; at: string | null };
  /** What else must hold. */
  check?: (run: ProgramRun) => void;
}

/** One area of the programs: a folder beside this one. */
export interface ProgramArea {
  folder: string;
  title: string;
  forms: readonly ProgramForm[];
}
