const LONGEST = 64 * 1024;

/** The end of what a process wrote, for messages. */
export class OutputTail {
  #text = '';

  push(text: string): void {
    this.#text = (this.#text + text).slice(-LONGEST);
  }

  get text(): string {
    return this.#text;
  }

  /** The last lines that are not empty. */
  lines(count: number): string[] {
    return this.#text.split(/\r?\n/).filter((line) => line.trim() !== '').slice(-count);
  }
}
