/** What a part of the benchmark gives: tables of figures, some with a bar that they should meet. */

export interface Settings {
  /** Just enough to see that everything works; the figures mean little. */
  quick: boolean;
}

/** Gives its tables as they come: some take a minute. */
export type Part = (settings: Settings) => AsyncIterable<Table>;

export interface Bar {
  /** The column that it judges. */
  column: string;
  atMost?: number;
  atLeast?: number;
}

export interface Row {
  label: string;
  /** Figures by the column's title; a column that is missing stays empty. */
  figures: Record<string, number>;
  bar?: Bar;
}

export interface Table {
  title: string;
  /** Title -> digits after the point. */
  columns: Record<string, number>;
  rows: Row[];
  /** One sentence each: what exactly was measured, and against what. */
  notes: string[];
}

export function meets({ figures, bar }: Row): boolean | null {
  if (!bar) return null;
  const value = figures[bar.column];
  return value <= (bar.atMost ?? Infinity) && value >= (bar.atLeast ?? -Infinity);
}
