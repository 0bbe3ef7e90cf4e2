export const EPOCHS = 4;
