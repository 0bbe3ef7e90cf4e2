// @ts-check
/** Starts the VS Code server of `host.mjs` on a free port of 127.0.0.1, in a folder of its own, and ends it cleanly. */
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endGroup } from '../process.mjs';
import { installHost } from './host.mjs';
import { quietSettings } from './settings.mjs';

const startTimeout = 60_000;

/**
 * @typedef {object} ServerOptions
 * @property {Record<string, unknown>} [settings] user settings beyond the quiet ones
 * @property {string} [vsix] an extension to install first
 * @property {string} [extensionsFolder] where extensions are looked up; default: an empty one
 * @property {string[]} [flags] more arguments of the server
 * @property {NodeJS.ProcessEnv} [env] more environment of the server and its extensions
 * @property {number} [port] default: a free one
 *
 * @typedef {object} VscodeServer
 * @property {string} url
 * @property {number} port
 * @property {number} pid process id, which is also the id of its process group
 * @property {string} folder holds all that it writes; removed by `stop`
 * @property {() => string} log what the server and the extension hosts have logged so far
 * @property {() => Promise<void>} stop
 */

/**
 * @param {ServerOptions} [options]
 * @returns {Promise<VscodeServer>}
 */
export async function startServer(options = {}) {
  const host = await installHost();
  // Short, because the paths of its sockets lie in here and may have about 100 characters.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gi-'));
  const extensions = options.extensionsFolder ?? path.join(folder, 'extensions');
  const common = [
    host.entry, '--config', path.join(folder, 'config.yaml'),
    '--user-data-dir', path.join(folder, 'data'), '--extensions-dir', extensions,
  ];
  const env = prepare(folder, extensions, options);
  try {
    if (options.vsix) await promisify(execFile)(host.node, [...common, '--install-extension', options.vsix, '--force'], { env });
    const port = options.port ?? await freePort();
    const server = spawn(host.node, [
      ...common, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`,
      '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', ...(options.flags ?? []),
    ], { env, stdio: ['ignore', logFile(folder), logFile(folder)], detached: true });
    const stop = async () => {
      await endGroup(server);
      remove(folder);
    };
    const url = `http://127.0.0.1:${port}`;
    try {
      await answering(server, `${url}/healthz`);
    } catch (error) {
      const log = readLogs(folder);
      await stop();
      throw new Error(`The VS Code server did not start. It said:\n${log}`, { cause: error });
    }
    return { url, port, pid: /** @type {number} */ (server.pid), folder, log: () => readLogs(folder), stop };
  } catch (error) {
    remove(folder);
    throw error;
  }
}

/**
 * Makes the server's folder and the environment that keeps it out of the user's own.
 * @param {string} folder
 * @param {string} extensions
 * @param {ServerOptions} options
 * @returns {NodeJS.ProcessEnv}
 */
function prepare(folder, extensions, options) {
  const home = path.join(folder, 'home');
  const temporary = path.join(folder, 'tmp');
  const user = path.join(folder, 'data/User');
  for (const made of [home, temporary, user, extensions]) fs.mkdirSync(made, { recursive: true });
  fs.writeFileSync(path.join(user, 'settings.json'), JSON.stringify({ ...quietSettings, ...options.settings }, null, 2));
  fs.writeFileSync(path.join(folder, 'config.yaml'), '{}\n');
  // Names that are set in a terminal of VS Code, where these scripts may well run: the server would take them for its own.
  const foreign = /^(VSCODE_(?!TEST_)|ELECTRON_|VITEST|NODE_OPTIONS$)/;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))),
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local/share'),
    XDG_RUNTIME_DIR: temporary,
    TMPDIR: temporary,
    ...options.env,
  };
}

/** @param {string} folder */
function logFile(folder) {
  return fs.openSync(path.join(folder, 'server.log'), 'a');
}

/**
 * The server's own log and the logs of the extension hosts.
 * @param {string} folder
 */
function readLogs(folder) {
  const logs = path.join(folder, 'data/logs');
  const names = fs.existsSync(logs) ? fs.readdirSync(logs, { recursive: true, encoding: 'utf8' }) : [];
  const files = [path.join(folder, 'server.log'), ...names.filter((name) => name.endsWith('.log')).map((name) => path.join(logs, name))];
  return files.map((file) => `--- ${path.basename(file)}\n${fs.readFileSync(file, 'utf8')}`).join('\n');
}

/**
 * @param {import('node:child_process').ChildProcess} server
 * @param {string} url
 */
async function answering(server, url) {
  const deadline = Date.now() + startTimeout;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`exit code ${server.exitCode}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`no answer within ${startTimeout / 1000} s`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/** @param {string} folder */
function remove(folder) {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
