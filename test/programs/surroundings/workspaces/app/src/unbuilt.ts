import { network } from '@acme/models';
import { schedule } from '@acme/schedules';

console.log(network(8), schedule);
