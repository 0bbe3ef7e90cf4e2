import { xs, ys } from '@data/points';
import { model } from '@model';

model.fit(xs, ys, { epochs: 4, batchSize: 16, verbose: 0 });
