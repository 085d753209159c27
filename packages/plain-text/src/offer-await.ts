/** Says of a promise that it is one, to append to a sentence that refuses it; empty for any other value. */
export function offerAwait(value: unknown): string {
  const isPromise = Object.prototype.toString.call(value) === '[object Promise]';
  return isPromise ? ' It is a Promise: await it first.' : '';
}
