/** Saves a model in the files that `model.save('file://...')` of tfjs-node writes. */
import fs from 'node:fs';
import * as tf from '@tensorflow/tfjs';

export async function saveModel(model: tf.LayersModel, folder: string): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  await model.save(tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    fs.writeFileSync(`${folder}/model.json`, JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest }));
    fs.writeFileSync(`${folder}/weights.bin`, new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }));
}
