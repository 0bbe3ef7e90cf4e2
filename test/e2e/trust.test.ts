/** Restricted Mode: the workspace is not trusted, so its code does not run. */
import { describe, expect, it } from 'vitest';
import { useSession } from './support/session.js';

describe('a workspace that is not trusted', () => {
  const session = useSession({
    'security.workspace.trust.enabled': true,
    'security.workspace.trust.startupPrompt': 'never',
  });

  it('runs nothing, and the command says why', async () => {
    const { workbench } = session();
    await workbench.statusBar.getByText('Restricted Mode').waitFor();
    await workbench.openFile('deep-sigmoid.ts');
    await workbench.command('Analyze Gradients');
    await workbench.toasts.filter({ hasText: /trust/i }).first().waitFor();
    expect(session().trainers()).toEqual([]);
  });
});
