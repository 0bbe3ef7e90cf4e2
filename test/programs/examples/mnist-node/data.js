const tf = require('@tensorflow/tfjs');
const assert = require('assert');
const fs = require('fs');
const path = require('path');

const IMAGE_HEADER_BYTES = 16;
const IMAGE_SIZE = 28;
const LABEL_HEADER_BYTES = 8;
const LABEL_CLASSES = 10;

function loadImages(name) {
  const buffer = fs.readFileSync(path.join(__dirname, name));
  assert.equal(buffer.readUInt32BE(0), 2051);
  const count = buffer.readUInt32BE(4);
  const images = [];
  for (let i = 0; i < count; i++) {
    const array = new Float32Array(IMAGE_SIZE * IMAGE_SIZE);
    for (let j = 0; j < array.length; j++) array[j] = buffer.readUInt8(IMAGE_HEADER_BYTES + i * array.length + j) / 255;
    images.push(array);
  }
  return images;
}

function loadLabels(name) {
  const buffer = fs.readFileSync(path.join(__dirname, name));
  assert.equal(buffer.readUInt32BE(0), 2049);
  return [...buffer.subarray(LABEL_HEADER_BYTES)].map((label) => new Int32Array([label]));
}

/** Helper class: hands out tensors. */
class MnistDataset {
  async loadData() {
    this.dataset = await Promise.all([loadImages('train-images-idx3-ubyte'), loadLabels('train-labels-idx1-ubyte')]);
    this.trainSize = this.dataset[0].length;
  }

  getTrainData() {
    const [images, labels] = this.dataset;
    const size = images.length;
    assert.equal(labels.length, size, 'as many labels as images');
    const flat = new Float32Array(tf.util.sizeFromShape([size, IMAGE_SIZE, IMAGE_SIZE, 1]));
    images.forEach((image, i) => flat.set(image, i * image.length));
    const classes = Int32Array.from(labels.flatMap((label) => [...label]));
    return {
      images: tf.tensor4d(flat, [size, IMAGE_SIZE, IMAGE_SIZE, 1]),
      labels: tf.oneHot(tf.tensor1d(classes, 'int32'), LABEL_CLASSES).toFloat(),
    };
  }
}

module.exports = new MnistDataset();
