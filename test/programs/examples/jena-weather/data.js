const tf = require('@tensorflow/tfjs');

/** Temperature and pressure, hour by hour. */
class JenaWeatherData {
  async load() {
    this.data = Array.from({ length: 200 }, (_, t) => [10 * Math.sin(t / 12), Math.cos(t / 30), 1000 + Math.sin(t / 50)]);
    this.numRows = this.data.length;
    this.numColumns = 3;
    this.normalize_();
  }

  normalize_() {
    const { means, stds } = tf.tidy(() => {
      const { mean, variance } = tf.moments(tf.tensor2d(this.data), 0);
      return { means: mean.arraySync(), stds: variance.sqrt().arraySync() };
    });
    this.normalized = this.data.map((row) => row.map((value, i) => (value - means[i]) / stds[i]));
  }

  /** An iterator: `next` gives a batch of samples. */
  getNextBatchFunction(shuffle, lookBack, delay, batchSize, minIndex, maxIndex) {
    let startIndex = minIndex + lookBack;
    return {
      next: () => {
        const rowIndices = [];
        let done = false;
        if (shuffle) {
          const range = maxIndex - (minIndex + lookBack);
          for (let i = 0; i < batchSize; ++i) rowIndices.push(minIndex + lookBack + Math.floor(Math.random() * range));
        } else {
          let r = startIndex;
          for (; r < startIndex + batchSize && r < maxIndex; ++r) rowIndices.push(r);
          if (r >= maxIndex) done = true;
        }
        const numExamples = rowIndices.length;
        startIndex += numExamples;
        const featureLength = 3;
        const samples = tf.buffer([numExamples, lookBack, featureLength]);
        const targets = tf.buffer([numExamples, 1]);
        for (let j = 0; j < numExamples; ++j) {
          for (let n = 0; n < lookBack; ++n) {
            for (let i = 0; i < featureLength; ++i) samples.set(this.normalized[rowIndices[j] - lookBack + n][i], j, n, i);
          }
          targets.set(this.normalized[Math.min(rowIndices[j] + delay, this.numRows - 1)][0], j, 0);
        }
        return { value: { xs: samples.toTensor(), ys: targets.toTensor() }, done };
      },
    };
  }
}

module.exports = { JenaWeatherData };
