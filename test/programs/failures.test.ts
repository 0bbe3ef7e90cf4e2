import { failures } from './failures.js';
import { testArea } from './support/testArea.js';

testArea(failures);
