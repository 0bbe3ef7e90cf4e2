import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/editor/names.js';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');

interface Manifest {
  icon: string;
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string }[];
    menus: Record<string, { command: string }[]>;
    keybindings: { command: string }[];
    views: Record<string, { id: string; icon: string }[]>;
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    configuration: { properties: Record<string, { default: unknown }> };
  };
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const strings = JSON.parse(read('package.nls.json')) as Record<string, string>;
const { commands, menus, keybindings, views, viewsContainers, configuration } = manifest.contributes;

describe('the manifest', () => {
  it('has a text for every placeholder, and no text that nothing uses', () => {
    const used = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    expect([...new Set(used)].sort()).toEqual(Object.keys(strings).sort());
  });

  it('contributes only commands that the code registers', () => {
    const known: string[] = Object.values(COMMANDS);
    for (const { command } of [...commands, ...Object.values(menus).flat(), ...keybindings]) expect(known).toContain(command);
  });

  it('names the commands as the documentation does', () => {
    const titles = new Map(commands.map(({ command, title }) => [command, strings[title.slice(1, -1)]]));
    expect(titles.get(COMMANDS.analyze)).toBe('Analyze Gradients');
    expect(titles.get(COMMANDS.showPanel)).toBe('Show Gradients Panel');
    expect(titles.get(COMMANDS.toggleLive)).toBe('Toggle Live Gradients');
    expect(titles.get(COMMANDS.clear)).toBe('Clear Gradient Results');
    expect(titles.get(COMMANDS.setUpGpuBackend)).toBe('Set Up GPU Backend');
  });

  it('has a default for each setting that the code reads, and the code reads each', () => {
    const readByCode = [...read('src/editor/settings.ts').matchAll(/get\('(\w+)'\)/g)].map(([, key]) => `gradientInspector.${key}`);
    expect(Object.keys(configuration.properties).sort()).toEqual(readByCode.sort());
    for (const [key, property] of Object.entries(configuration.properties)) expect(property, key).toHaveProperty('default');
  });

  it('lets no untrusted workspace say what is run, or how', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    for (const key of ['live', 'nodePath', 'programArguments', 'workingDirectory']) {
      expect(restrictedConfigurations).toContain(`gradientInspector.${key}`);
    }
  });

  it('points to pictures that exist, and to views that the code provides', () => {
    const contributed = [...viewsContainers.activitybar, ...Object.values(views).flat()];
    const pictures = [manifest.icon, ...contributed.map(({ icon }) => icon)];
    for (const picture of pictures) expect(existsSync(path.join(root, picture)), picture).toBe(true);
    const code = readdirSync(path.join(root, 'src/views')).map((name) => read(`src/views/${name}`)).join('\n');
    for (const { id } of Object.values(views).flat()) expect(code).toContain(`'${id}'`);
    for (const event of manifest.activationEvents.filter((name) => name.startsWith('onWebviewPanel:'))) {
      expect(code).toContain(`'${event.slice('onWebviewPanel:'.length)}'`);
    }
  });
});
