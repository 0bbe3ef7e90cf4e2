/** Try fixes, by what is on the screen. */
import { describe, expect, it } from 'vitest';
import type { HostToPanel, TrialsStatus } from '../../src/shared/panelProtocol.js';
import { deepSigmoid, healthy, messagesOf, status, trial } from './runs.js';
import { THEMES } from './themes.js';
import { useWebviews } from './views.js';

const panel = useWebviews({ view: 'panel' });

/** The deep network before its fixes were tried. */
function untried(): HostToPanel[] {
  const run = deepSigmoid();
  for (const finding of run.findings) for (const remedy of finding.remedies) remedy.trial = null;
  return messagesOf(run);
}

function told(trials: Partial<TrialsStatus>): HostToPanel {
  return { type: 'status', status: status({ trials: { running: true, done: 0, total: 0, title: null, message: null, ...trials } }) };
}

describe('trying fixes in the panel', { timeout: 60_000 }, () => {
  it('is offered on the card of a finding that has something to try, and nowhere else', async () => {
    const webview = await panel();
    await webview.send(...untried());
    const { page } = webview;
    await page.locator('.card vscode-button', { hasText: 'Try fixes' }).click();
    await expect.poll(async () => (await webview.posted()).at(-1)).toEqual({ type: 'tryFixes' });
    await page.locator('.layer', { hasText: 'dense_12' }).click();
    await expect.poll(() => page.locator('.card').innerText()).toContain('The last layer is linear');
    expect(await page.getByText('Try fixes').count()).toBe(0);
    await webview.send(...messagesOf(healthy()));
    await expect.poll(() => page.getByText('Try fixes').count()).toBe(0);
  });

  it('shows how far it is, and can be cancelled by keyboard while the numbers change', async () => {
    const webview = await panel();
    await webview.send(...untried(), told({ done: 3, total: 12, title: 'Batch normalization' }));
    const { page } = webview;
    const trials = page.locator('.trials');
    await expect.poll(() => trials.innerText()).toContain('3 of 12 runs · Batch normalization');
    expect(await trials.getByText('Try fixes', { exact: true }).isVisible()).toBe(false);
    expect(await page.getByRole('progressbar', { name: 'Trying fixes' }).getAttribute('aria-valuenow')).toBe('25');
    const cancel = trials.locator('vscode-button', { hasText: 'Cancel' });
    await cancel.focus();
    await webview.send(told({ done: 4, total: 12, title: 'Batch normalization' }));
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await webview.posted()).at(-1)).toEqual({ type: 'cancelTrials' });
    await webview.send(told({ running: false, message: 'Cancelled before a fix was tried.' }));
    await expect.poll(() => trials.getByRole('status').textContent()).toBe('Cancelled before a fix was tried.');
    expect(await cancel.isVisible()).toBe(false);
  });

  it('shows what each fix did: verdict, loss with range beside chance, in words also for the curves', async () => {
    const run = deepSigmoid();
    run.findings[0]!.remedies.push(
      { ...run.findings[0]!.remedies[1]!, id: 'worse', title: 'Raise the learning rate', trial: trial('worse', 0.9, { solved: true }) },
      { ...run.findings[0]!.remedies[1]!, id: 'trade', title: 'Use relu alone', trial: trial('no-effect', 0.1, { newFindings: ['dead-relu'] }) },
      { ...run.findings[0]!.remedies[1]!, id: 'fails', title: 'Clip', trial: null, trialFailure: 'model.ts:1:2 does not parse.' },
    );
    const webview = await panel();
    await webview.send(...messagesOf(run));
    const { page } = webview;
    const remedy = (title: string): ReturnType<typeof page.locator> => page.locator('.card .remedy', { hasText: title });
    await expect.poll(() => remedy('relu with He').locator('.verdict').innerText()).toMatch(/Helps: the finding is gone, loss 0\.262 → 0\.0121/);
    expect(await remedy('relu with He').locator('vscode-button').getAttribute('secondary'), 'what helps most stands out').toBeNull();
    const rows = await remedy('relu with He').locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.replace(/\s+/g, ' ').trim())).toEqual([
      'with the fix 0.0121 0.0081 to 0.0161', 'unchanged 0.262 0.254 to 0.27', 'other weights 0.26 0.24 to 0.28',
    ]);
    await expect.poll(() => page.getByRole('img', { name: /^Loss over 60 steps: other weights from .*; with the fix from 0\.66\d* to 0\.01\d+$/ }).count()).toBe(1);
    expect(await remedy('Raise the learning rate').locator('.verdict').innerText()).toMatch(/Worse: loss 0\.262 → 0\.9, although the finding is gone/);
    expect(await remedy('relu alone').locator('.verdict').innerText()).toContain('No effect: loss 0.262 → 0.1, but brings dead ReLU');
    expect(await remedy('Clip').innerText()).toContain('Fails: model.ts:1:2 does not parse.');
    expect(await remedy('batch normalization').innerText()).toContain('Not tried');
    await expect.poll(() => page.locator('.finding').first().innerText()).toContain('Fix: Use relu with He initialization · loss 0.262 → 0.0121');
  });

  it('folds the curves of what does not help, and offers no fix at the top where none does', async () => {
    const run = deepSigmoid();
    run.findings[0]!.remedies = [{ ...run.findings[0]!.remedies[0]!, trial: trial('no-effect', 0.26) }];
    const webview = await panel();
    await webview.send(...messagesOf(run));
    const { page } = webview;
    await expect.poll(() => page.locator('.finding').first().innerText()).toContain('No fix tried helps');
    const plot = page.locator('.trial-plot');
    expect(await plot.isVisible()).toBe(false);
    await page.locator('.card summary').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => plot.isVisible()).toBe(true);
  });

  it('compares losses that are not the same quantity by how far each came from its start', async () => {
    const run = deepSigmoid();
    const [first] = run.findings[0]!.remedies;
    run.findings[0]!.remedies = [{ ...first!, changesLoss: true, trial: trial('helps', 66) }];
    run.findings[0]!.remedies[0]!.trial!.after.lossCurve = [660, 330, 66];
    run.findings[0]!.remedies[0]!.trial!.before.lossCurve[0] = 0.524;
    const webview = await panel();
    await webview.send(...messagesOf(run));
    await expect.poll(() => webview.page.locator('.verdict').first().innerText()).toContain('loss to 10 % of its start instead of 50 %');
  });

  it.each(THEMES)('draws the three curves apart in the theme %s', async (theme) => {
    const webview = await panel({ theme });
    await webview.send(...messagesOf(deepSigmoid()));
    const strokes = await webview.page.locator('.trial-plot path').evaluateAll((paths) => paths.map((path) => {
      const { stroke, strokeDasharray } = getComputedStyle(path);
      return `${stroke} ${strokeDasharray}`;
    }));
    expect(strokes).toHaveLength(3);
    expect(new Set(strokes).size).toBe(3);
    expect(strokes.join()).not.toContain('none none');
  });
});
