/** Hooks that can be taken off again. */

/** A method of `T` under the name `K`, and what belongs to it. */
type Method<T, K extends keyof T> = T[K] extends (...args: infer A) => infer R ? (...args: A) => R : never;

/**
 * Leads calls of `object[key]` to `handle`, which is given the object that was called, the arguments, and a way to make
 * the original call. The answer undoes it.
 */
export function intercept<T extends object, K extends keyof T & string>(
  object: T,
  key: K,
  handle: (self: T, args: Parameters<Method<T, K>>, call: Method<T, K>) => ReturnType<Method<T, K>>,
): () => void {
  const own = Object.getOwnPropertyDescriptor(object, key);
  const original = object[key] as (...args: Parameters<Method<T, K>>) => ReturnType<Method<T, K>>;
  const value = function (this: T, ...args: Parameters<Method<T, K>>): ReturnType<Method<T, K>> {
    return handle(this, args, ((...given: Parameters<Method<T, K>>) => original.apply(this, given)) as Method<T, K>);
  };
  // Some of Node's functions bring a version of their own for `util.promisify`.
  for (const symbol of Object.getOwnPropertySymbols(original)) Object.defineProperty(value, symbol, Object.getOwnPropertyDescriptor(original, symbol)!);
  Object.defineProperty(object, key, { value, writable: true, configurable: true, enumerable: own?.enumerable ?? false });
  return () => {
    if (own) Object.defineProperty(object, key, own);
    else Reflect.deleteProperty(object, key);
  };
}
