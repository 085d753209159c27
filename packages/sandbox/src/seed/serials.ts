import type { Random } from '../random.ts';

/**
 * Draws a serial number of 16 bytes as 32 upper-case hexadecimal digits.
 *
 * Every 16th begins with a zero digit, every 16th with a zero byte, and half of the others have the top bit set.
 */
export function drawSerial(random: Random, index: number): string {
  const word = (): string => random.below(0x1_0000_0000).toString(16).padStart(8, '0');
  const digits = `${word()}${word()}${word()}${word()}`.toUpperCase();
  if (index % 16 === 3) return `0${1 + random.below(9)}${digits.slice(2)}`;
  if (index % 16 === 7) return `00${1 + random.below(9)}${digits.slice(3)}`;
  return digits.startsWith('0') ? `7${digits.slice(1)}` : digits;
}
