/** Numbers as people read them: short, and never lying about magnitude. */

/** Three significant digits; powers of ten below 1e-3 and from 1e5 on ("3.2e-9"); NaN and infinities by name. */
export function formatNumber(x: number): string {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? 'Infinity' : '-Infinity';
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size < 1e-3 || size >= 1e5) return x.toExponential(1).replace('e+', 'e');
  return String(Number(x.toPrecision(3)));
}

/** "37 %". Shares that are not quite 0 or 1 never read as such. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return '<1 %';
  if (share < 1 && share > 0.99) return '>99 %';
  return `${Math.round(share * 100)} %`;
}

/** The words without the backticks around code, for places that show text as it is. */
export function plainText(words: string): string {
  return words.replaceAll('`', '');
}

/** "1 layer", "24 layers". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
