'use strict';
/** Stands in for @vscode/native-watchdog, which needs a compiler: the tests end the server themselves. */
exports.start = () => {};
