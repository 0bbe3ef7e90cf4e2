/** The text of docs/programs.md, written by scripts/programsTable.mjs. */
import type { ProgramArea, ProgramForm } from './form.js';

const INTRODUCTION = `# Programs that can be analyzed

Each line is a way to write a training program, and a test runs a program of that form through the whole analyzer: bundle,
training child, capture, report. The programs are in \`test/programs\`, and so is what their users must see: every layer with
the line that makes it, models kept apart, a gradient for whatever is trained at every step, no finding about a healthy
program. This page is made from the tests by \`npm run programs\`.
`;

export function programsTable(areas: readonly ProgramArea[]): string {
  return [INTRODUCTION, ...areas.map(section)].join('\n');
}

function section({ title, folder, forms }: ProgramArea): string {
  const lines = forms.map((form) => `| ${form.form} | ${outcome(form)} | [\`${form.file}\`](../test/programs/${folder}/${form.file}) |`);
  return `## ${title}\n\n| form | | program |\n|---|---|---|\n${lines.join('\n')}\n`;
}

function outcome({ fails, nonFinite, findings }: ProgramForm): string {
  if (fails) return 'says what to do';
  if (nonFinite) return nonFinite.at === null ? 'names the step of the loss' : 'names layer and step';
  return findings && findings.length > 0 ? `found: ${findings.join(', ')}` : 'works';
}
