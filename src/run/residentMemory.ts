import pidusage from 'pidusage';

/** Windows answers through PowerShell, which is dear. */
const INTERVAL_MS = process.platform === 'win32' ? 5000 : 500;

/**
 * Watches the resident memory of a process: the heap limit of V8 does not count tensors, which live outside of it.
 * Calls `onExceeded` once. Returns the function that ends the watch.
 */
export function watchResidentMemory(pid: number, limitMb: number, onExceeded: (mb: number) => void): () => void {
  let over = false;
  const timer = setInterval(() => {
    pidusage(pid).then(({ memory }) => {
      const mb = memory / 2 ** 20;
      if (over || mb <= limitMb) return;
      end();
      onExceeded(Math.round(mb));
    }, () => undefined);
  }, INTERVAL_MS);
  timer.unref();
  const end = (): void => {
    over = true;
    clearInterval(timer);
  };
  return end;
}
