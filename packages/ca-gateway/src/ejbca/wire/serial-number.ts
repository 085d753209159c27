import { parseSerialNumber } from '@certbridge/certificate';

const notation = /^(?:0x)?[0-9a-f]{1,128}$/i;

/** Parses a serial number of a path: hexadecimal in either case, with or without leading zeros or `0x`. */
export function parsePathSerialNumber(text: string): string | undefined {
  return notation.test(text) ? parseSerialNumber(text) : undefined;
}
