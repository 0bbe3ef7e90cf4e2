import { get } from 'node:http';

function download(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, (response) => response.on('data', (bytes) => resolve(String(bytes)))).on('error', reject);
  });
}

download('http://127.0.0.1:1/points.csv').then(console.log);
