import { readFile } from 'node:fs/promises';

if (import.meta.main) throw new Error('readings.js is a module of the program, not the program');

export async function readings() {
  const text = await readFile(new URL('./readings.csv', import.meta.url), 'utf8');
  const rows = text.trim().split('\n').slice(1).map((line) => line.split(',').map(Number));
  return { x: rows.map(([x]) => [x]), y: rows.map(([, y]) => [y]) };
}
