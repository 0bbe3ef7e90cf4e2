/** Makes one test of each form of an area. */
import { describe, it } from 'vitest';
import { expectForm } from './expect.js';
import type { ProgramArea } from './form.js';
import { runForm } from './run.js';

export function testArea({ folder, title, forms }: ProgramArea): void {
  describe(title, () => {
    it.each(forms.map((form) => [form.form, form] as const))('%s', (_, form) => runForm(folder, form, (run) => expectForm(run, form)));
  });
}
