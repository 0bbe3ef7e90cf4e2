/** Tables as text for a terminal. */
import type { Machine } from './machine.js';
import { meets } from './part.js';
import type { Bar, Row, Table } from './part.js';

export function machineText({ cpu, cores, memoryGb, node, load, matmulMs }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGb} GB; Node ${node}; load ${load.toFixed(2)}; `
    + `fixed matmul ${matmulMs.toFixed(1)} ms of CPU`;
}

export function tableText({ title, columns, rows, notes }: Table): string {
  const digits = Object.entries(columns);
  const judged = rows.some(({ bar }) => bar);
  const head = ['', ...digits.map(([name]) => name), ...(judged ? ['bar', ''] : [])];
  const body = rows.map((row) => [
    row.label,
    ...digits.map(([name, places]) => figureText(row.figures[name], places)),
    ...(judged ? [row.bar ? barText(row.bar, digits.length > 1) : '', verdict(row)] : []),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((cells) => cells[column].length)));
  // Words to the left, figures to the right.
  const line = (cells: string[]): string => cells
    .map((cell, column) => (column === 0 || column > digits.length ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
    .join('  ').trimEnd();
  return [title, line(head), ...body.map(line), ...notes.map((note) => `  ${note}`)].join('\n');
}

function figureText(value: number | undefined, places: number): string {
  return value === undefined ? '' : value.toFixed(places);
}

function barText({ column, atMost, atLeast }: Bar, named: boolean): string {
  const limit = atMost === undefined ? `at least ${shortNumber(atLeast)}` : `at most ${shortNumber(atMost)}`;
  return named ? `${column} ${limit}` : limit;
}

function shortNumber(value: number | undefined): string {
  return String(Number(value?.toPrecision(3)));
}

function verdict(row: Row): string {
  const met = meets(row);
  return met === null ? '' : met ? 'met' : 'not met';
}
