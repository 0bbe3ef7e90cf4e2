import { nonFinite } from './nonFinite.js';
import { testArea } from './support/testArea.js';

testArea(nonFinite);
