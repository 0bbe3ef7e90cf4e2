export const ROWS: number = 64;
