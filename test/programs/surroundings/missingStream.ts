import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const lines = createInterface({ input: createReadStream('measurements.txt') });
lines.on('line', (line) => console.log(line));
