/** Moving the selected cell by keys. */

export interface Cell {
  row: number;
  step: number;
}

/** Steps moved by Page Up and Page Down. */
const PAGE = 10;

/** Where a key leads from a cell; null when the key means nothing here. Kept within `rows` and `steps`. */
export function moveCell(key: string, { row, step }: Cell, rows: number, steps: number): Cell | null {
  const to = (newRow: number, newStep: number): Cell => ({
    row: Math.min(rows - 1, Math.max(0, newRow)),
    step: Math.min(steps - 1, Math.max(0, newStep)),
  });
  switch (key) {
    case 'ArrowLeft': return to(row, step - 1);
    case 'ArrowRight': return to(row, step + 1);
    case 'ArrowUp': return to(row - 1, step);
    case 'ArrowDown': return to(row + 1, step);
    case 'PageUp': return to(row, step - PAGE);
    case 'PageDown': return to(row, step + PAGE);
    case 'Home': return to(row, 0);
    case 'End': return to(row, steps - 1);
    default: return null;
  }
}
