/** Webviews in a browser, for the tests of a file: opened by them, and closed after each of them. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { Harness, type OpenOptions, type Webview } from './harness.js';

/**
 * Starts a browser before the tests of a file. After each test it closes what that opened, which must not have complained.
 * @param usual what `open` takes where it is told nothing else
 */
export function useWebviews(usual: OpenOptions): (options?: Partial<OpenOptions>) => Promise<Webview> {
  let harness: Harness;
  const open: Webview[] = [];
  beforeAll(async () => {
    harness = await Harness.start();
  }, 60_000);
  afterEach(async () => {
    for (const webview of open.splice(0)) {
      expect(webview.complaints).toEqual([]);
      await webview.close();
    }
  });
  afterAll(() => harness.stop());
  return async (options = {}) => {
    const webview = await harness.open({ ...usual, ...options });
    open.push(webview);
    return webview;
  };
}
