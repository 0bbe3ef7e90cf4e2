export const schedule = [0.1, 0.01];
