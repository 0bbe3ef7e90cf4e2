const argparse = require('argparse');
const { createModel } = require('./model');

const INPUT_VOCAB = '\n0123456789/-., JANFEBMRPYULGSOCTVD'.split('');
const OUTPUT_VOCAB = '\n\t0123456789-'.split('');

function generateDataForTraining(tf, size) {
  const inputLength = 6;
  const outputLength = 5;
  const encode = (text, length, vocab) => Array.from({ length }, (_, i) => (i < text.length ? Math.max(vocab.indexOf(text[i]), 1) : 0));
  const days = Array.from({ length: size }, (_, i) => [1 + i % 12, 1 + i % 28]);
  const encoderInput = tf.tensor2d(days.map(([m, d]) => encode(`${m}/${d}`, inputLength, INPUT_VOCAB)));
  const written = days.map(([m, d]) => `${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);
  const decoderInput = tf.tensor2d(written.map((text) => encode(`\t${text.slice(0, -1)}`, outputLength, OUTPUT_VOCAB)));
  const decoderOutput = tf.oneHot(tf.tensor2d(written.map((text) => encode(text, outputLength, OUTPUT_VOCAB)), undefined, 'int32'), OUTPUT_VOCAB.length);
  return { encoderInput, decoderInput, decoderOutput };
}

async function run() {
  const parser = new argparse.ArgumentParser({});
  parser.addArgument('--epochs', { type: 'int', defaultValue: 2 });
  parser.addArgument('--batchSize', { type: 'int', defaultValue: 12 });
  const args = parser.parseArgs();
  const tf = require('@tensorflow/tfjs-node');
  const model = createModel(INPUT_VOCAB.length, OUTPUT_VOCAB.length, 6, 5);
  model.summary();
  const { encoderInput, decoderInput, decoderOutput } = generateDataForTraining(tf, 24);
  await model.fit([encoderInput, decoderInput], decoderOutput, {
    epochs: args.epochs, batchSize: args.batchSize, shuffle: true, verbose: 0,
  });
}

run();
