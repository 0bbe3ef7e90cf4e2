export const PAD_INDEX = 0;
export const OOV_INDEX = 2;

export function padSequences(sequences, maxLen, padding = 'pre', truncating = 'pre', value = PAD_INDEX) {
  return sequences.map((seq) => {
    if (seq.length > maxLen) {
      if (truncating === 'pre') seq.splice(0, seq.length - maxLen);
      else seq.splice(maxLen, seq.length - maxLen);
    }
    if (seq.length < maxLen) {
      const pad = [];
      for (let i = 0; i < maxLen - seq.length; ++i) pad.push(value);
      seq = padding === 'pre' ? pad.concat(seq) : seq.concat(pad);
    }
    return seq;
  });
}
