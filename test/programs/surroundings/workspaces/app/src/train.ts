import { network } from '@acme/models';
import { target } from '@acme/targets';
import { EPOCHS } from '#config';
import { xs } from '#data/points';

const model = network(8);
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
await model.fit(xs, target(xs), { epochs: EPOCHS, batchSize: 16, verbose: 0 });
