/** Creates the error of a CA that can't do what it is asked now, as a host throws it. */
export function caError(message: string): Error {
  return Object.assign(new Error(message), { name: 'CaPluginError' });
}
