/** What tfjs takes without a word: each program has one such trap, and the finding that names it. */
import { expect } from 'vitest';
import type { RuleId } from '../../src/shared/report.js';
import type { ProgramArea } from './support/form.js';
import type { ProgramRun } from './support/run.js';

/** The first finding names the rule, in these words, and points to the layers of these lines. */
function told(rule: RuleId, words: RegExp, ...lines: string[]) {
  return ({ report, lineOf }: ProgramRun): void => {
    const found = report.findings.find((finding) => finding.rule === rule);
    expect(found?.message).toMatch(words);
    const sites = found?.layers.map((id) => report.layers.find((layer) => layer.id === id)?.site?.line);
    expect(sites).toEqual(lines.map((text) => lineOf(text)));
  };
}

export const traps: ProgramArea = {
  folder: 'traps',
  title: 'Traps of TensorFlow.js',
  forms: [
    {
      form: '`tf.train.adam({ learningRate })`: an object where a number belongs',
      file: 'optionsObject.ts',
      findings: ['optimizer-misuse'],
      nonFinite: { where: 'update', step: 0, at: 'units: 8' },
      check: (run) => {
        told('optimizer-misuse', /learning rate .* is an object, not a number/)(run);
        expect(run.report.findings[0]!.consequences.map(({ rule }) => rule)).toContain('non-finite');
      },
    },
    {
      form: '`compile({ lr, clipnorm })`: arguments that are ignored',
      file: 'compileArguments.js',
      findings: ['optimizer-misuse'],
      check: told('optimizer-misuse', /compile\(\) was given lr and clipnorm, which tfjs ignores/),
    },
    {
      form: '`optimizer.clipNorm = 1`: a property that nothing reads',
      file: 'clipNormProperty.ts',
      findings: ['optimizer-misuse'],
      check: told('optimizer-misuse', /clipNorm set on .* optimizer does nothing/),
    },
    {
      form: '`minimize` without a list of variables trains the target network',
      file: 'minimizeWithoutList.ts',
      findings: ['optimizer-misuse'],
      check: told('optimizer-misuse', /trains online and target, a model of the same structure/, '_hidden`'),
    },
    {
      form: 'Softmax by the model and by `tf.losses.softmaxCrossEntropy`',
      file: 'softmaxTwice.ts',
      findings: ['double-softmax'],
      check: told('double-softmax', /softmax is applied twice: by classes and again by tf\.losses\.softmaxCrossEntropy/, "name: 'classes'"),
    },
    {
      form: 'Sigmoid by the model and by `tf.losses.sigmoidCrossEntropy`',
      file: 'sigmoidTwice.ts',
      findings: ['double-softmax'],
      check: told('double-softmax', /sigmoid is applied twice: by probability and again by tf\.losses\.sigmoidCrossEntropy/, "name: 'probability'"),
    },
    {
      form: 'Softmax over one unit',
      file: 'softmaxOverOneUnit.ts',
      findings: ['output-activation'],
      check: told('output-activation', /softmax over one unit: its output is 1 whatever comes in/, "name: 'yes_or_no'"),
    },
    {
      form: 'A loss that sums over the batch, with the learning rate of a mean',
      file: 'sumOverBatch.ts',
      findings: ['loss-reduction'],
      check: told('loss-reduction', /sum over 128 examples/),
    },
    {
      form: 'A loss that sums over the batch, with a learning rate for it',
      file: 'sumWithItsRate.ts',
      learns: 0.1,
      check: told('loss-reduction', /sum over 128 examples/),
    },
    {
      form: 'A layer whose output is read out as numbers, so that it gets no gradient',
      file: 'gradientCut.ts',
      findings: ['frozen-weights'],
      check: told('frozen-weights', /encoder is trainable but got no gradient in 10 steps/, "name: 'encoder'"),
    },
    {
      form: 'A layer left out of the list of variables',
      file: 'frozenByList.ts',
      learns: 0.7,
      check: told('frozen-weights', /encoder is trainable but got no gradient in 30 steps/, "name: 'encoder'"),
    },
    {
      form: 'A new layer with `trainable: false`',
      file: 'allFrozenButOutput.ts',
      learns: 1,
      check: told('frozen-weights', /features is frozen .* and was made by this program/, "name: 'features'"),
    },
    {
      form: 'Gradient of `tf.norm` at 0',
      file: 'normAtZero.ts',
      nonFinite: { where: 'outputGradient', step: 0, at: "name: 'correction'" },
      check: told('non-finite', /gradient at the output of correction is the first to hold NaN/, "name: 'correction'"),
    },
  ],
};
