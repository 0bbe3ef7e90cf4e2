/** The part of the `mnist` package (10,000 handwritten digits, MIT) that the examples use; it ships no types. */
declare module 'mnist' {
  interface Sample {
    /** 28 x 28 grey values from 0 to 1, row by row. */
    input: number[];
    /** One-hot, 10 classes. */
    output: number[];
  }

  interface MnistData {
    /** Two shuffled sets without overlap, with equally many images of each digit. */
    set(training: number, test: number): { training: Sample[]; test: Sample[] };
  }

  const mnist: MnistData;
  export default mnist;
}
