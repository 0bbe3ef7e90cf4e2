import { exec, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const { stdout } = await promisify(exec)('echo sweep of rates');
console.log(stdout.trim(), 'begins');

for (const rate of ['0.1', '0.01']) {
  const child = spawn('node', ['fitOnce.cjs', '--rate', rate], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  console.log(rate, code);
}
