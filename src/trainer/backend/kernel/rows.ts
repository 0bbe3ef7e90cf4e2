/** What is done with whole rows: biases and padding. */
import { addTo } from './blocks';

/** Adds `row` to each of the rows of x. */
export function addRow(x: usize, rows: i32, columns: i32, row: usize): void {
  for (let i = 0; i < rows; i++) {
    addTo(x, row, columns);
    x += <usize>columns << 2;
  }
}

/** Copies images, `height` rows of `row` bytes each, into larger ones that hold zeros; steps in bytes. */
export function placeImages(
  from: usize, images: i32, height: i32, row: usize, to: usize, imageStep: usize, rowStep: usize,
): void {
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < height; y++) {
      memory.copy(to + <usize>y * rowStep, from, row);
      from += row;
    }
    to += imageStep;
  }
}
