/** *Set Up GPU Backend*, with a stand-in for the package manager and for the user's answers. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { folder, open, reset } from './support.js';

const NAME = '@tensorflow/tfjs-node';

/** As npm would: the package with its library, where it is told to. */
const NPM = `#!/bin/sh
echo "npm $*"
case "$*" in *${NAME}*) ;; *) exit 1 ;; esac
mkdir -p node_modules/${NAME}/lib/napi-v8
echo '{"name":"${NAME}","version":"4.22.0"}' > node_modules/${NAME}/package.json
touch node_modules/${NAME}/lib/napi-v8/tfjs_binding.node
`;

describe('Set Up GPU Backend', () => {
  const { PATH } = process.env;
  const { showQuickPick, showInformationMessage, showWarningMessage } = vscode.window;
  let tools: string;
  let project: string;
  let listed: vscode.QuickPickItem[];
  let told: string[];

  beforeEach(async function () {
    if (process.platform === 'win32') return this.skip();
    tools = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-inspector-tools-'));
    fs.writeFileSync(path.join(tools, 'npm'), NPM, { mode: 0o755 });
    fs.writeFileSync(path.join(tools, 'nvidia-smi'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    process.env.PATH = `${tools}:${PATH}`;
    project = path.join(folder().fsPath, `gpu-${randomUUID()}`);
    fs.mkdirSync(project);
    fs.writeFileSync(path.join(project, 'package.json'), '{}');
    fs.writeFileSync(path.join(project, 'model.ts'), 'export {};\n');
    await open(vscode.Uri.file(path.join(project, 'model.ts')));
  });

  afterEach(async () => {
    Object.assign(vscode.window, { showQuickPick, showInformationMessage, showWarningMessage });
    process.env.PATH = PATH;
    fs.rmSync(tools, { recursive: true, force: true });
    fs.rmSync(project, { recursive: true, force: true });
    await reset();
  });

  /** The user chooses the item with this label, and answers every question so. */
  async function setUp(label: RegExp, answer: string | undefined): Promise<void> {
    [listed, told] = [[], []];
    const pick = async (items: readonly vscode.QuickPickItem[]): Promise<vscode.QuickPickItem | undefined> => {
      listed = [...items];
      return items.find((item) => label.test(item.label));
    };
    const tell = async (message: string): Promise<string | undefined> => {
      told.push(message);
      return answer;
    };
    Object.assign(vscode.window, { showQuickPick: pick, showInformationMessage: tell, showWarningMessage: tell });
    await vscode.commands.executeCommand('gradientInspector.setUpGpuBackend');
  }

  const installed = (): boolean => fs.existsSync(path.join(project, 'node_modules', NAME, 'package.json'));

  it('says what there is and what is missing, and does nothing unasked', async () => {
    await setUp(/nothing of all this/, 'Install');
    const labels = listed.map(({ label }) => label);
    assert.ok(labels.some((label) => /^\$\((pass|error)\) Platform$/.test(label)), labels.join());
    assert.ok(labels.some((label) => /^\$\((pass|warning)\) Node$/.test(label)), labels.join());
    assert.ok(labels.some((label) => label.endsWith('Open the guide')));
    assert.ok(listed.every(({ kind, detail }) => kind === vscode.QuickPickItemKind.Separator || detail));
    assert.deepEqual(told, []);
    assert.ok(!installed());
  });

  it('installs into the project what the user agrees to, and looks whether it is there', async () => {
    await setUp(/Install @tensorflow\/tfjs-node/, undefined);
    assert.equal(told.length, 1);
    assert.ok(!installed());

    await setUp(/Install @tensorflow\/tfjs-node/, 'Install');
    assert.ok(installed());
    assert.match(told.at(-1) ?? '', /is installed\. The next analysis takes it/);

    await setUp(/nothing of all this/, undefined);
    assert.ok(!listed.some(({ label }) => label.includes(`Install ${NAME}`)));
  });

  it('tells when the package manager fails', async () => {
    await setUp(/Install webgpu/, 'Install');
    assert.match(told.at(-1) ?? '', /webgpu could not be installed whole/);
  });
});
