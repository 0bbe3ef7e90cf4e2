import path from 'node:path';

/** Which file to analyze instead of one that trains nothing; null when nobody trains it. */
export function trainersHint(root: string, trainers: readonly string[]): string | null {
  if (trainers.length === 0) return null;
  const names = trainers.map((file) => path.relative(root, file).split(path.sep).join('/'));
  return `It is imported and trained by ${names.join(', ')}: analyze ${names.length > 1 ? 'one of those' : 'that file'}.`;
}
