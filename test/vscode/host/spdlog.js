'use strict';
/**
 * Stands in for @vscode/spdlog, which needs a compiler. Writes the same log files; without them every output channel
 * of an extension stays empty.
 */
const fs = require('node:fs');
const path = require('node:path');

/** In the order of VS Code's log levels. */
const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
const info = levels.indexOf('info');

class Logger {
  constructor(_name, file) {
    this.file = file;
    this.level = info;
    this.formatted = true;
    if (file) fs.mkdirSync(path.dirname(file), { recursive: true });
  }

  write(level, message) {
    if (level < this.level || !this.file) return;
    const line = this.formatted ? `${new Date().toISOString()} [${levels[level]}] ${message}\n` : String(message);
    try {
      fs.appendFileSync(this.file, line);
    } catch {
      // The log folder was removed under a running server: nobody will read this line.
    }
  }

  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  clearFormatters() { this.formatted = false; }
  setPattern() {}
  flush() {}
  drop() {}
}

const createLogger = async (name, file) => new Logger(name, file);

// One `exports.x =` each: VS Code imports this as an ES module, and Node.js finds the names only so.
exports.version = 'stand-in';
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
