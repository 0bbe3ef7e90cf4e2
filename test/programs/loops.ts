/** Training loops that programs write themselves, and programs of several models. */
import { expect } from 'vitest';
import type { ProgramArea } from './support/form.js';
import type { ProgramRun } from './support/run.js';

const evens = (count: number): number[] => Array.from({ length: count }, (_, i) => 2 * i);
const odds = (count: number): number[] => Array.from({ length: count }, (_, i) => 2 * i + 1);

/** Ids of the layers that have weight gradients at a step. */
function trainedAt({ report }: ProgramRun, step: number): string[] {
  return report.layers.filter(({ id }) => report.series.layers[id]!.weightGradientNorm[step] !== null).map(({ id }) => id);
}

export const loops: ProgramArea = {
  folder: 'loops',
  title: 'Training loops, several models, reinforcement learning',
  forms: [
    {
      form: 'GAN with `trainOnBatch`: discriminator, and generator in a combined model',
      file: 'ganCombined.ts',
      steps: 10,
      models: [
        { name: 'discriminator', rows: [['Dense', 'd_hidden'], ['Dense', 'd_real']], steps: evens(5) },
        { name: 'combined', rows: [['Dense', 'g_hidden'], ['Dense', 'g_point'], ['Dense', 'd_hidden'], ['Dense', 'd_real']], steps: odds(5), frozen: { d_hidden: 'always', d_real: 'always' } },
      ],
      check: (run) => {
        expect(trainedAt(run, 0)).toEqual(['d_hidden', 'd_real']);
        expect(trainedAt(run, 1)).toEqual(['g_hidden', 'g_point']);
      },
    },
    {
      form: 'GAN by hand: two models, two optimizers',
      file: 'ganByHand.ts',
      steps: 8,
      models: [
        { name: 'D', rows: [['Dense', 'inputShape: [2]'], ['Dense', '// logit']], steps: evens(4) },
        { name: 'G', rows: [['Dense', 'inputShape: [LATENT]'], ['Dense', 'units: 2 }']], steps: odds(4) },
      ],
    },
    {
      form: 'GAN by hand whose two parts are nested in a combined model that is never fitted',
      file: 'ganNested.ts',
      steps: 10,
      models: [
        { name: 'D', rows: [['Dense', "'d1'"], ['Dense', "'d2'"]], steps: evens(5) },
        { name: 'G', rows: [['Dense', "'g1'"], ['Dense', "'g2'"]], steps: odds(5) },
      ],
    },
    {
      form: 'WGAN-GP: gradient penalty, a gradient of a gradient',
      file: 'wganGradientPenalty.ts',
      steps: 9,
      models: [
        { name: 'critic', rows: [['Dense', 'inputShape: [3]'], ['Dense', "name: 'score'"]], steps: [0, 1, 3, 4, 6, 7] },
        { name: 'generator', rows: [['Dense', 'inputShape: [2]'], ['Dense', "name: 'sample'"]], steps: [2, 5, 8] },
      ],
    },
    {
      form: 'Actor-critic: one model by hand, one with `fit`',
      file: 'actorCritic.ts',
      steps: 12,
      models: [
        { rows: [['Dense', 'actor_hidden'], ['Dense', "name: 'policy'"]], steps: evens(6) },
        { rows: [['Dense', 'critic_hidden'], ['Dense', "name: 'value'"]], steps: odds(6) },
      ],
    },
    {
      form: 'DQN with a target network, replay memory',
      file: 'dqnTargetNetwork.ts',
      steps: 9,
      models: [
        { name: 'online', rows: [['Dense', 'units: 12'], ['Dense', '// Q values']] },
        { name: 'target', rows: [['Dense', 'units: 12'], ['Dense', '// Q values']], steps: 0 },
      ],
    },
    {
      form: 'Policy gradient (REINFORCE) with `tf.variableGrads`, applied once for many steps',
      file: 'policyGradient.ts',
      steps: 16,
      models: [{ rows: [['Dense', 'units: 8'], ['Dense', 'units: 1 }']] }],
    },
    {
      form: 'Reinforcement learning that never ends',
      file: 'endlessReinforcement.ts',
      limit: 25,
      steps: 25,
      models: [{ rows: [['Dense', 'units: 6'], ['Dense', 'units: 2 }']] }],
    },
    {
      form: 'Gradient accumulation',
      file: 'gradientAccumulation.ts',
      steps: 9,
      models: [{ rows: [['Dense', 'units: 6'], ['Dense', 'units: 1 }']] }],
      check: ({ report }) => {
        const ratios = report.series.layers[report.layers[0]!.id]!.updateToWeightRatio;
        expect(ratios.map((ratio) => ratio !== null)).toEqual([2, 5, 8].reduce((all, step) => all.with(step, true), Array<boolean>(9).fill(false)));
      },
    },
    {
      form: 'Clipping by global norm, by hand',
      file: 'clippingByHand.ts',
      steps: 6,
      models: [{ rows: [['SimpleRNN', 'simpleRNN('], ['Dense', 'layers.dense']] }],
    },
    {
      form: 'Variables without any layer: their own lines are the sites',
      file: 'rawVariables.ts',
      steps: 12,
      learns: 0.7,
      models: [],
      loose: [
        ['Variable', 'const a ='], ['Variable', 'const b ='], ['Variable', 'const c ='],
        ['Variable', 'const coefficients'], ['Variable', 'const coefficients'],
      ],
    },
    {
      form: 'Variables, `tf.variableGrads` and `assign`: no optimizer',
      file: 'multilayerByHand.ts',
      steps: 8,
      learns: 1,
      models: [],
      loose: [['Variable', 'w1 ='], ['Variable', 'b1 ='], ['Variable', 'w2 =']],
      check: ({ report }) => {
        for (const { id } of report.layers) expect(report.series.layers[id]!.updateToWeightRatio.every((ratio) => ratio !== null)).toBe(true);
      },
    },
    {
      form: 'Physics-informed: `tf.grad` of the network inside of the loss',
      file: 'physicsInformed.ts',
      steps: 10,
      learns: 1,
      models: [{ rows: [['Dense', 'inputShape: [1]'], ['Dense', "units: 12, activation: 'tanh' }"], ['Dense', 'units: 1 }']] }],
    },
    {
      form: 'Custom gradients (`tf.customGrad`), layers called without a model',
      file: 'customGradient.ts',
      steps: 6,
      models: [],
      loose: [['Dense', "name: 'features'"], ['Dense', "name: 'label'"], ['Dense', "name: 'domain'"]],
    },
    {
      form: 'Custom optimizer (`extends tf.AdamOptimizer`) in `fit`',
      file: 'customOptimizer.ts',
      steps: 6,
      models: [{ rows: [['Dense', 'units: 10'], ['Dense', 'units: 1 }']] }],
    },
    {
      form: 'Optimizer from scratch (`extends tf.Optimizer`)',
      file: 'optimizerFromScratch.ts',
      steps: 6,
      models: [{ rows: [['Dense', 'units: 8'], ['Dense', 'units: 1 }']] }],
    },
    {
      form: 'Two models fitted at the same time, in turns',
      file: 'alternatingModels.ts',
      steps: 16,
      models: [
        { name: 'wide', rows: [['Dense', '_in`'], ['Dense', '_out`']], steps: 12 },
        { name: 'narrow', rows: [['Dense', '_in`'], ['Dense', '_out`']], steps: 4 },
      ],
    },
    {
      form: 'Distillation: a second model learns from the first',
      file: 'distillation.ts',
      steps: 11,
      models: [
        { name: 'teacher', rows: [['Dense', 'teacher_hidden'], ['Dense', 'teacher_out']], steps: [0, 1, 2, 3, 4, 5] },
        { name: 'student', rows: [['Dense', 'student_hidden'], ['Dense', 'student_logits']], steps: [6, 7, 8, 9, 10] },
      ],
    },
  ],
};
