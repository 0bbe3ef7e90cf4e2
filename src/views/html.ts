import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What a webview may load: our own built files. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')] };
}

/** The page around dist/webview/`name`.js. Nothing from elsewhere loads, and no script without this page's nonce runs. */
export function webviewHtml(webview: vscode.Webview, extensionUri: vscode.Uri, name: 'panel' | 'side'): string {
  const built = (file: string): vscode.Uri => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', file));
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <link rel="stylesheet" href="${built(`${name}.css`)}">
  <title>Gradients</title>
</head>
<body>
  <script nonce="${nonce}" src="${built(`${name}.js`)}"></script>
</body>
</html>`;
}

/** A page that says one sentence; no script runs in it. */
export function messageHtml(sentence: string): string {
  const text = sentence.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'">
  <title>Gradients</title>
</head>
<body><p>${text}</p></body>
</html>`;
}
