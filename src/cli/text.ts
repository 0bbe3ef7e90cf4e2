/** Plain text in columns. */

/** Shortens in the middle, where names of layers and paths say least. */
export function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  const tail = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - tail)}…${text.slice(text.length - tail)}`;
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - text.length));
}

/** Breaks at spaces so that no line is longer than `width`, but for words that are. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** Wrapped text, indented; `label` stands in front of the first line, within the indentation. */
export function paragraph(text: string, width: number, indent: number, label = ''): string[] {
  return wrap(text, width - indent).map((line, i) => (i === 0 ? pad(label, indent) : ' '.repeat(indent)) + line);
}

/** "outputGradientRms" -> "output gradient RMS". */
export function words(camelCase: string): string {
  return camelCase
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\brms\b/, 'RMS');
}
