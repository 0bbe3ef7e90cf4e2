import path from 'node:path';
import { Worker } from 'node:worker_threads';

function trainInWorker(units: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(path.join(__dirname, 'trainWorker.js'), { workerData: { units } });
    worker.once('message', resolve).once('error', reject);
  });
}

Promise.all([4, 8].map(trainInWorker)).then((trained) => {
  console.log('trained', trained);
  process.exit(0);
}, console.error);
