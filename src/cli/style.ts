import { WriteStream } from 'node:tty';

/** How much colour a stream takes. 16 colours are for words; heatmap cells need more. */
export type ColourDepth = 'none' | '16' | '256' | 'true';

interface Output {
  isTTY?: boolean;
}

/** Follows NO_COLOR, FORCE_COLOR, TERM and COLORTERM as Node does; without a terminal there is no colour unless forced. */
export function colourDepth(stream: Output, env: NodeJS.ProcessEnv): ColourDepth {
  if (!stream.isTTY && env.FORCE_COLOR === undefined) return 'none';
  const bits = WriteStream.prototype.getColorDepth(env);
  if (bits >= 24) return 'true';
  if (bits >= 8) return '256';
  return bits >= 4 ? '16' : 'none';
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type StyleName = keyof typeof CODES;

/** Writes text in colour, or as it is where there is none. */
export class Style {
  constructor(readonly depth: ColourDepth) {}

  text(text: string, ...names: StyleName[]): string {
    if (this.depth === 'none' || text === '') return text;
    return `${names.map((name) => `\x1b[${CODES[name]}m`).join('')}${text}\x1b[0m`;
  }

  get hasCells(): boolean {
    return this.depth === '256' || this.depth === 'true';
  }

  /** `text` on a background; needs `hasCells`. */
  cell(text: string, { r, g, b }: { r: number; g: number; b: number }): string {
    const code = this.depth === 'true' ? `48;2;${Math.round(r)};${Math.round(g)};${Math.round(b)}` : `48;5;${cube(r, g, b)}`;
    return `\x1b[${code}m${text}\x1b[0m`;
  }
}

/** The nearest of the 6 x 6 x 6 colours that 256-colour terminals have from 16 on; their steps are 0, 95, 135 ... 255. */
function cube(r: number, g: number, b: number): number {
  const step = (x: number): number => (x < 48 ? 0 : x < 115 ? 1 : Math.min(5, Math.round((x - 55) / 40)));
  return 16 + 36 * step(r) + 6 * step(g) + step(b);
}
