import { surroundings } from './surroundings.js';
import { testArea } from './support/testArea.js';

testArea(surroundings);
