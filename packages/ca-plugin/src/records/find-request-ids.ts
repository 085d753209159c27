import { parseSerialNumber } from '@certbridge/certificate';
import type { CallOptions } from '../contract/ca-plugin.ts';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import type { PluginContext } from '../plugin-context.ts';
import { findBySerialNumber } from './find-by-serial-number.ts';

/** Finds requests by the serial number of their certificate. Throws a `CaPluginError` 'invalid-request' if the number is not valid. */
export async function findRequestIds(
  text: string,
  { client }: Pick<PluginContext, 'client'>,
  { signal }: CallOptions,
): Promise<readonly string[]> {
  const serialNumber = parseSerialNumber(text);
  if (serialNumber === undefined) {
    throw new CaPluginError('The serial number must be hexadecimal, with or without colons.', {
      code: 'invalid-request',
    });
  }
  return (await findBySerialNumber(serialNumber, { client, signal })).map(String);
}
