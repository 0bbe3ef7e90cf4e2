export const UNITS = 8;
