import { network } from './network';
console.log(network(2));
