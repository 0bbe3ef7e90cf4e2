/** The webviews in a real browser: the page that the host would serve, with its CSP, and the host's side of the conversation. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { HostToPanel, PanelToHost } from '../../src/shared/panelProtocol.js';
import { bodyClass, themeStyle, type ThemeName } from './themes.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NONCE = 'bm9uY2Utb2YtdGhlLXRlc3Q';

export interface OpenOptions {
  view: 'panel' | 'side';
  theme?: ThemeName;
  width?: number;
  height?: number;
  /** What getState() returns: the choices of an earlier life of the webview. */
  savedState?: unknown;
}

/** A webview that is open in a browser. */
export class Webview {
  /** Everything that the console said at level warning or error, violations of the CSP among it; not on our own reading of pixels. */
  readonly complaints: string[] = [];

  constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.text().includes('readback')) return;
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  /** As the host would; resolves when the next frame has been drawn. */
  async send(...messages: HostToPanel[]): Promise<void> {
    await this.page.evaluate(`window.__receive(${JSON.stringify(messages.map((message) => JSON.stringify(message, packed)))})`);
  }

  /** The messages that the webview sent so far. */
  async posted(): Promise<PanelToHost[]> {
    return this.page.evaluate('window.__posted') as Promise<PanelToHost[]>;
  }

  async savedState(): Promise<unknown> {
    return this.page.evaluate('window.__state');
  }

  /** RGBA of the canvas's pixel at a place given as shares of its width and height. */
  async pixel(selector: string, x: number, y: number): Promise<number[]> {
    const values = await this.page.evaluate(`(() => {
      const canvas = document.querySelector(${JSON.stringify(selector)});
      const at = (share, size) => Math.min(size - 1, Math.floor(share * size));
      const context = canvas.getContext('2d');
      return [...context.getImageData(at(${x}, canvas.width), at(${y}, canvas.height), 1, 1).data];
    })()`);
    return values as number[];
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

export class Harness {
  private constructor(private readonly browser: Browser, private readonly server: Server, private readonly folder: string) {}

  static async start(): Promise<Harness> {
    const folder = mkdtempSync(path.join(tmpdir(), 'gradient-webview-'));
    await build({
      entryPoints: { panel: 'webview/panel/main.ts', side: 'webview/side/main.ts' },
      absWorkingDir: ROOT, outdir: folder, bundle: true, platform: 'browser', target: 'chrome128', format: 'iife', logLevel: 'error',
    });
    const server = createServer((request, response) => {
      const url = new URL(request.url!, 'http://localhost');
      const name = path.basename(url.pathname);
      if (name === 'panel.html' || name === 'side.html') {
        const theme = (url.searchParams.get('theme') ?? 'dark') as ThemeName;
        const { html, policy } = page(path.parse(name).name, theme, url.searchParams.get('state'));
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
        response.end(html);
        return;
      }
      readFile(path.join(folder, name)).then(
        (content) => response.writeHead(200, { 'content-type': name.endsWith('.css') ? 'text/css' : 'text/javascript' }).end(content),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Harness(await launchBrowser(), server, folder);
  }

  async open({ view, theme = 'dark', width = 1280, height = 760, savedState }: OpenOptions): Promise<Webview> {
    const context = await this.browser.newContext({ viewport: { width, height } });
    const webview = new Webview(await context.newPage());
    const { port } = this.server.address() as AddressInfo;
    const state = savedState === undefined ? '' : `&state=${encodeURIComponent(JSON.stringify(savedState))}`;
    await webview.page.goto(`http://127.0.0.1:${port}/${view}.html?theme=${theme}${state}`);
    return webview;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Typed arrays and non-finite numbers survive VS Code's channel; here they travel as base64. */
function packed(_key: string, value: unknown): unknown {
  if (value instanceof Float32Array || value instanceof Uint8Array) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { $array: value.constructor.name, base64: bytes.toString('base64') };
  }
  return value;
}

function page(view: string, theme: ThemeName, state: string | null): { html: string; policy: string } {
  const policy = `default-src 'none'; script-src 'nonce-${NONCE}'; style-src 'self'; font-src 'self'; img-src 'self' data:`;
  const html = `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8"><meta name="viewport" content="width=device-width">
  <link rel="icon" href="data:,"><link rel="stylesheet" href="${view}.css">
</head>
<body class="${bodyClass(theme)}">
<script nonce="${NONCE}">
document.documentElement.style.cssText = ${JSON.stringify(themeStyle(theme))};
window.__posted = [];
window.__state = ${state ?? 'undefined'};
window.acquireVsCodeApi = () => ({
  postMessage: (message) => window.__posted.push(message),
  getState: () => window.__state,
  setState: (state) => { window.__state = state; },
});
const arrays = { Float32Array, Uint8Array };
const unpack = (key, value) => value && value.$array
  ? new arrays[value.$array](Uint8Array.from(atob(value.base64), (c) => c.charCodeAt(0)).buffer)
  : value;
window.__receive = (messages) => {
  for (const message of messages) window.dispatchEvent(new MessageEvent('message', { data: JSON.parse(message, unpack) }));
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
};
</script>
<script nonce="${NONCE}" src="${view}.js"></script>
</body>
</html>`;
  return { html, policy };
}
