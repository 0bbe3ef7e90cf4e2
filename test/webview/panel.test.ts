import { describe, expect, it } from 'vitest';
import { HISTOGRAM_BINS } from '../../src/shared/statistics.js';
import { adversarial, block, deepSigmoid, explodes, finding, healthy, large, layer, messagesOf, model, status } from './runs.js';
import { THEMES } from './themes.js';
import { useWebviews } from './views.js';

const panel = useWebviews({ view: 'panel' });

describe('the panel', { timeout: 60_000 }, () => {
  it('says that it is ready and how to start', async () => {
    const webview = await panel();
    await expect.poll(() => webview.posted()).toEqual([{ type: 'ready', last: null }]);
    await webview.send({ type: 'reset', status: null, origin: 'own' });
    const { page } = webview;
    await expect.poll(() => page.innerText('.empty')).toContain('No run yet.');
    await page.getByText('Analyze', { exact: true }).click();
    await expect.poll(async () => (await webview.posted()).at(-1)).toEqual({ type: 'analyze' });
  });

  it('tells in one look which layer, since when, how bad, and what to do', async () => {
    const webview = await panel();
    await webview.send(...messagesOf(deepSigmoid()));
    const { page } = webview;
    const first = page.locator('.finding').first();
    await expect.poll(() => first.innerText()).toContain('The gradient vanishes on its way to the first layers');
    await expect.poll(() => first.innerText()).toContain('dense_1 and 6 more · since step 0');
    await expect.poll(() => first.locator('.health').getAttribute('aria-label')).toBe('Error');
    await first.getByText('Fix: Use relu with He initialization').click();
    await expect.poll(async () => (await webview.posted()).at(-1))
      .toEqual({ type: 'applyRemedy', finding: 0, remedy: 'replace-activation' });
    await expect.poll(() => page.locator('.details h2 .name').innerText()).toBe('dense_1');
  });

  it('selects layer and first step of a finding that is clicked, and applies it by the host’s own number', async () => {
    const run = deepSigmoid();
    run.findings.reverse();
    const webview = await panel();
    await webview.send(...messagesOf(run));
    const { page } = webview;
    await page.getByText('41 % of the outputs of dense_9 are saturated.').first().click();
    await expect.poll(() => page.locator('.details h2 .name').innerText()).toBe('dense_9');
    await expect.poll(() => page.locator('.step-line .step').innerText()).toBe('Step 22');
    expect(await page.locator('.details .card').first().innerText()).toMatch(/Since step \d+, [\d,]+ steps? looked at\.$/);
    await page.locator('.details vscode-button').getByText('Apply').click();
    await expect.poll(async () => (await webview.posted()).at(-1)).toEqual({ type: 'applyRemedy', finding: 1, remedy: 'smaller-init' });
  });

  it('draws the columns that arrived, and each new one', async () => {
    const layers = [layer('a', 0), layer('b', 1)];
    const at = (row: number): { outputGradientRms: number } => ({ outputGradientRms: row === 0 ? 1e-8 : 0.5 });
    const webview = await panel();
    await webview.send({ type: 'reset', status: status({ phase: 'running', stopped: null, steps: 0 }), origin: 'own' });
    await expect.poll(() => webview.page.innerText('.empty')).toContain('Waiting for the first training step');
    await webview.send({ type: 'layers', runId: 'run-1', layers, models: [model(layers)] }, block(layers, 0, 10, at, () => 1));
    const dim = await webview.pixel('canvas.heatmap', 0.3, 0.2);
    const bright = await webview.pixel('canvas.heatmap', 0.3, 0.8);
    expect(bright[0]! + bright[1]!).toBeGreaterThan(dim[0]! + dim[1]! + 150);
    const before = await webview.pixel('canvas.heatmap', 0.7, 0.2);
    await webview.send(block(layers, 10, 10, () => ({ outputGradientRms: 0.5 }), () => 1));
    expect(await webview.pixel('canvas.heatmap', 0.7, 0.2)).not.toEqual(before);
    await expect.poll(() => webview.pixel('canvas.heatmap', 0.2, 0.2)).toEqual(dim);
  });

  it('leaves out what was not captured', async () => {
    const webview = await panel();
    await webview.send(...messagesOf(adversarial(20)));
    const generator = await Promise.all([0, 1, 2].map((step) => webview.pixel('canvas.heatmap', (step + 0.5) / 20, 0.3)));
    expect(generator.map((rgba) => rgba[3])).toEqual([255, 0, 255]);
  });

  it('shows NaN in a colour of its own, however far the steps are zoomed out', async () => {
    const layers = Array.from({ length: 20 }, (_, i) => layer(`dense_${i}`, i));
    const webview = await panel();
    await webview.send(
      { type: 'reset', status: status({ steps: 6000 }), origin: 'own' },
      { type: 'layers', runId: 'run-1', layers, models: [model(layers)] },
      block(layers, 0, 6000, (row, step) => ({ outputGradientRms: step === 3000 && row === 10 ? NaN : 0.1 + step / 6000 }), () => 1),
    );
    const pixels = await webview.page.evaluate(`(() => {
      const canvas = document.querySelector('canvas.heatmap');
      const y = Math.floor(canvas.height * 10.5 / 20);
      const { data } = canvas.getContext('2d').getImageData(0, y, canvas.width, 1);
      const found = [];
      for (let x = 0; x < canvas.width; x++) {
        const [red, green, blue] = data.subarray(4 * x);
        if (red > 200 && green < 90 && blue > 140) found.push(x / canvas.width);
      }
      return found;
    })()`) as number[];
    expect(pixels.length).toBeGreaterThan(0);
    for (const x of pixels) expect(Math.abs(x - 0.5)).toBeLessThan(0.01);
  });

  it('tells the selected cell in words as keys move it, and goes to the source on Enter', async () => {
    const webview = await panel();
    await webview.send(...messagesOf(healthy(30)));
    const { page } = webview;
    await page.focus('canvas.heatmap');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const live = page.locator('[aria-live].visually-hidden');
    await expect.poll(() => live.textContent()).toMatch(/^batch_norm_1, step 1: Output gradient RMS 0\.00\d+\.$/);
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await webview.posted()).at(-1)).toEqual({ type: 'reveal', layer: 'batch_norm_1' });
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.step-line .step').innerText()).toBe('Step 29');
  });

  it('stays at the step that the user chose while new ones arrive, and follows again on Escape', async () => {
    const run = healthy(40);
    const webview = await panel();
    await webview.send(...messagesOf({ ...run, steps: 20 }, { phase: 'running' }));
    const { page } = webview;
    const step = page.locator('.step-line .step');
    await expect.poll(() => step.innerText()).toBe('Step 19');
    await page.click('canvas.heatmap', { position: { x: 5, y: 100 } });
    await expect.poll(() => step.innerText()).toBe('Step 0');
    await webview.send(run.block(20, 20));
    await expect.poll(() => step.innerText()).toBe('Step 0');
    await page.keyboard.press('Escape');
    await expect.poll(() => step.innerText()).toBe('Step 39');
  });

  it('goes to the source line of a layer whose name is clicked', async () => {
    const webview = await panel();
    await webview.send(...messagesOf(deepSigmoid()));
    await webview.page.locator('.layer', { hasText: 'dense_4' }).click();
    await expect.poll(async () => (await webview.posted()).filter(({ type }) => type === 'reveal'))
      .toEqual([{ type: 'reveal', layer: 'dense_4' }]);
    await expect.poll(() => webview.page.locator('.layer.selected').innerText()).toBe('dense_4');
  });

  it('asks for the histogram of the cell and shows it', async () => {
    const webview = await panel();
    await webview.send(...messagesOf(deepSigmoid()));
    const asked = async () => (await webview.posted()).find(({ type }) => type === 'histogram');
    await expect.poll(asked).toEqual({ type: 'histogram', layer: 'dense_1', step: 59, kind: 'outputGradient' });
    const shares = new Float32Array(HISTOGRAM_BINS);
    shares[0] = 0.25;
    shares[24] = 0.75;
    await webview.send({ type: 'histogram', runId: 'run-1', layer: 'dense_1', step: 59, kind: 'outputGradient', shares });
    await expect.poll(() => webview.page.innerText('.plot-note')).toBe('25 % zero');
  });

  it('shows the gradient through time of a recurrent layer, and of the others beside it', async () => {
    const layers = [
      layer('forward', 0, { className: 'LSTM', recurrent: 'forward', parent: 'both' }), layer('backward', 1, { className: 'LSTM', recurrent: 'forward', parent: 'both' }),
      layer('both', 2, { className: 'Bidirectional', weights: [] }), layer('last', 3),
    ];
    const times = 40;
    // Seven decades over time in one direction, nothing in the other but an infinity at its end.
    const values = Float32Array.from({ length: 2 * times }, (_, i) => (i < times ? 10 ** (-7 * (1 - i / (times - 1))) : i === 2 * times - 1 ? Infinity : 0));
    const webview = await panel();
    await webview.send({ type: 'reset', status: status(), origin: 'own' }, { type: 'layers', runId: 'run-1', layers, models: [model(layers)] },
      block(layers, 0, 3, () => ({ outputGradientRms: 0.1 }), () => 1), { type: 'findings', runId: 'run-1', findings: [] });
    const { page } = webview;
    const section = page.locator('.plot-section', { hasText: 'Gradient through time' });
    await page.locator('.layer', { hasText: 'last' }).click();
    await expect.poll(() => section.isVisible()).toBe(false);
    await page.locator('.layer', { hasText: 'both' }).click();
    await expect.poll(async () => (await webview.posted()).filter(({ type }) => type === 'hidden')).toEqual([{ type: 'hidden', step: 2 }]);
    await webview.send({ type: 'hidden', runId: 'run-1', step: 2, layers: ['forward', 'backward'], times: [times, times], values });
    await expect.poll(() => section.locator('.plot-words').innerText()).toBe('Time step 0: 1.0e-7 · 39: 1 · largest at 39');
    await expect.poll(() => section.locator('.plot-key').innerText()).toContain('backward');
    const [early, late] = [await webview.pixel('canvas.strips', 0.1, 0.25), await webview.pixel('canvas.strips', 0.9, 0.25)];
    expect(late[0]! + late[1]!).toBeGreaterThan(early[0]! + early[1]! + 150);
    // Where the loss does not depend on the state, there is no colour of the scale.
    expect((await webview.pixel('canvas.strips', 0.5, 0.75))[3]).toBeLessThan(100);
    expect((await webview.pixel('canvas.strips', 0.995, 0.75)).slice(0, 3)).not.toEqual((await webview.pixel('canvas.strips', 0.5, 0.75)).slice(0, 3));
    await section.getByText('backward', { exact: true }).last().click();
    await expect.poll(() => page.locator('.details h2 .name').innerText()).toBe('backward');
    await expect.poll(() => section.locator('.plot-words').innerText()).toContain('NaN or infinite at 39');
    await expect.poll(() => section.locator('.plot-key').innerText()).toBe('');
  });

  it('shows why a program failed, where, and the log, and keeps what was captured', async () => {
    const webview = await panel();
    const failure = { message: 'The program failed: shapes do not match.', file: 'src/model.ts', line: 41, column: 9, stack: null };
    await webview.send(...messagesOf(deepSigmoid(12), { failure, stopped: 'error' }));
    const { page } = webview;
    await expect.poll(() => page.locator('.failure').innerText()).toContain('The program failed: shapes do not match.');
    await page.getByText('src/model.ts:41').click();
    await page.getByText('Show log').click();
    await expect.poll(async () => (await webview.posted()).slice(-2)).toEqual([{ type: 'openFailure' }, { type: 'showLog' }]);
    expect((await webview.pixel('canvas.heatmap', 0.5, 0.5))[3]).toBe(255);
    await expect.poll(() => page.locator('.toolbar .state').innerText()).toBe('Failed · 12 steps');
  });

  it('shows names and messages as the text they are', async () => {
    const evil = '<img src=x onerror="document.title=\'owned\'">';
    const failure = { message: evil, file: evil, line: 1, column: 1, stack: null };
    const layers = [layer(evil, 0)];
    const webview = await panel();
    await webview.send(
      { type: 'reset', status: status({ file: evil, notes: [evil], failure }), origin: 'own' },
      { type: 'layers', runId: 'run-1', layers, models: [model(layers)] },
      block(layers, 0, 3, () => ({ outputGradientRms: 1 }), () => 1),
      { type: 'findings', runId: 'run-1', findings: [finding({ layers: [evil], message: evil, cause: evil })] },
    );
    await expect.poll(() => webview.page.locator('img').count()).toBe(0);
    expect(await webview.page.title()).not.toBe('owned');
    await expect.poll(() => webview.page.locator('.layer .name').textContent()).toBe(evil);
    await expect.poll(() => webview.page.locator('.finding .message').textContent()).toBe(evil);
  });

  it('offers what makes sense in each phase', async () => {
    const webview = await panel();
    const { page } = webview;
    await webview.send(...messagesOf(healthy(50), { phase: 'running', stopped: null, stepLimit: 500 }));
    await expect.poll(() => page.locator('.toolbar .state').innerText()).toBe('Running · step 50 of 500');
    await page.getByText('Stop', { exact: true }).click();
    await webview.send({ type: 'status', status: status({ phase: 'paused', stopped: null, steps: 500 }) });
    await page.getByText('Continue', { exact: true }).click();
    await page.getByText('To the end', { exact: true }).click();
    await expect.poll(async () => (await webview.posted()).slice(-3)).toEqual([
      { type: 'stop' }, { type: 'continue', toEnd: false }, { type: 'continue', toEnd: true },
    ]);
    await expect.poll(() => page.locator('.healthy').innerText()).toBe('Nothing wrong found in 50 steps.');
    expect(await page.locator('.figures').innerText()).toMatch(/^Loss from [\d.]+ to [\d.]+ · Gradients from .+ to .+ across layers at the last step · Updates move the weights by/);
  });

  it('marks a run that is stale or trained on made-up data', async () => {
    const webview = await panel();
    await webview.send(...messagesOf(healthy(5), { stale: true, dataKind: 'synthetic' }));
    await expect.poll(() => webview.page.locator('.mark').allInnerTexts()).toEqual(['stale', 'made-up data']);
  });

  it('changes the quantity and keeps the choice', async () => {
    const webview = await panel();
    await webview.send(...messagesOf(deepSigmoid()));
    const before = await webview.pixel('canvas.heatmap', 0.5, 0.1);
    await webview.page.locator('vscode-single-select').first().click();
    await webview.page.getByText('Saturated share').last().click();
    expect(await webview.savedState()).toMatchObject({ quantity: 'saturatedFraction' });
    await expect.poll(() => webview.pixel('canvas.heatmap', 0.5, 0.1)).not.toEqual(before);
    await expect.poll(() => webview.page.locator('.range').innerText()).toContain('100 %');
  });

  it('comes back with the choices of its earlier life, as a table here', async () => {
    const webview = await panel({ savedState: { view: 'table' } });
    await webview.send(...messagesOf(explodes()));
    const rows = webview.page.locator('.table tbody tr');
    await expect.poll(() => rows.count()).toBe(8);
    await expect.poll(() => rows.first().innerText()).toContain('NaN or infinite');
    await webview.page.getByText('Table', { exact: true }).click();
    await expect.poll(() => webview.page.locator('canvas.heatmap').isVisible()).toBe(true);
  });

  it('finds the spike under the mouse although its column stands for many steps', async () => {
    const webview = await panel();
    await webview.send(...messagesOf(large(60, 2000)));
    const { page } = webview;
    const { width, height } = (await page.locator('canvas.heatmap').boundingBox())!;
    await page.click('canvas.heatmap', { position: { x: width * (1371.5 / 2000), y: height * (36.5 / 60) } });
    await expect.poll(() => page.locator('.step-line .step').innerText()).toBe('Step 1371');
    await expect.poll(() => page.locator('.details h2 .name').innerText()).toBe('block_8/dense_2');
  });

  it('forgets numbers of runs that are over', async () => {
    const webview = await panel();
    await webview.send(...messagesOf(healthy(10)), { type: 'reset', status: status({ id: 'run-2', phase: 'starting', steps: 0 }), origin: 'own' });
    await webview.send(healthy(10).block(0, 10));
    await expect.poll(() => webview.page.innerText('.empty')).toContain('Starting model.ts');
  });

  it('has nothing wider than itself, in every theme and when narrow', async () => {
    for (const theme of THEMES) {
      const webview = await panel({ theme });
      await webview.send(...messagesOf(deepSigmoid()));
      for (const width of [420, 900, 1600]) {
        await webview.page.setViewportSize({ width, height: 760 });
        expect(await webview.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        await expect.poll(() => webview.page.locator('.details h2').isVisible()).toBe(true);
      }
    }
  });

  it('beside an editor shows the cause of the worst finding and its first fix without scrolling', async () => {
    const webview = await panel({ width: 540, height: 840 });
    await webview.send(...messagesOf(deepSigmoid()));
    const bottomOf = async (selector: string): Promise<number> => {
      const { y, height } = (await webview.page.locator(selector).first().boundingBox())!;
      return y + height;
    };
    expect(await bottomOf('.card .cause')).toBeLessThan(840);
    expect(await bottomOf('.card .remedy-title')).toBeLessThan(840);
  });

  it('draws an earlier run behind the one it shows, and lets go of it', async () => {
    const webview = await panel({ width: 1200, height: 800 });
    await webview.send(...messagesOf(healthy(40)));
    const { page } = webview;
    await expect.poll(() => page.locator('vscode-single-select.compare').isVisible()).toBe(false);
    const before = deepSigmoid();
    const earlier = { id: 'before', startedAt: 1_700_000_000_000, steps: 60, loss: 0.262, seed: 1, worst: 'vanishing-gradient' as const };
    await webview.send({ type: 'earlierRuns', runs: [earlier] });
    const alone = await page.locator('canvas.loss-canvas').screenshot();
    await page.locator('vscode-single-select.compare').click();
    await page.getByRole('option', { name: 'loss 0.262' }).click();
    await expect.poll(async () => (await webview.posted()).at(-1)).toEqual({ type: 'compare', run: 'before' });
    const steps = messagesOf(before).filter((message) => message.type === 'steps').map((message) => ({ ...message, runId: 'before' }));
    await webview.send({ type: 'baseline', run: earlier, layers: before.layers, models: [model(before.layers)] }, ...steps);
    await expect.poll(() => page.locator('.loss-before').innerText()).toMatch(/^was 0\.\d/);
    await expect.poll(() => page.locator('vscode-single-select.compare').evaluate((select) => (select as HTMLSelectElement).value)).toBe('before');
    await expect.poll(() => page.locator('vscode-single-select.compare .select-face').innerText()).toContain('loss 0.262');
    await expect.poll(() => page.locator('.plot-key').first().innerText()).toContain('earlier run');
    expect((await page.locator('canvas.loss-canvas').screenshot()).equals(alone)).toBe(false);
    await webview.send({ type: 'baseline', run: null, layers: [], models: [] });
    await expect.poll(() => page.locator('.loss-before').innerText()).toBe('');
    await expect.poll(async () => (await page.locator('canvas.loss-canvas').screenshot()).equals(alone)).toBe(true);
  });

  it('takes another theme’s colours while it is open', async () => {
    const webview = await panel({ savedState: { quantity: 'updateToWeightRatio' } });
    await webview.send(...messagesOf(healthy(20)));
    const dark = await webview.pixel('canvas.heatmap', 0.5, 0.5);
    await webview.page.evaluate(`document.body.className = 'vscode-light gradient-panel'`);
    await expect.poll(async () => (await webview.pixel('canvas.heatmap', 0.5, 0.5))[0]!).toBeGreaterThan(dark[0]! + 60);
  });
});
