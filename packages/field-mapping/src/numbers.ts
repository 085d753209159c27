const integer = /^([+-]?)(\d+)$/;
const decimal = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * Normalizes a whole number: no plus sign, no leading zeros. Undefined for anything but digits with an optional sign.
 *
 * Works on the text, so numbers of any length are exact. Thousands separators are refused: `1,000` and `1.000` mean a thousand
 * in one country and one in another.
 */
export function canonicalInteger(text: string): string | undefined {
  const match = integer.exec(text.trim());
  return match ? assemble(match[1], match[2], undefined) : undefined;
}

/** Normalizes a decimal number: no plus sign, no leading zeros, no trailing zeros after the point. Undefined for anything else. */
export function canonicalDecimal(text: string): string | undefined {
  const match = decimal.exec(text.trim());
  return match ? assemble(match[1], match[2], match[3]) : undefined;
}

function assemble(sign = '', digits = '0', fraction = ''): string {
  const whole = digits.replace(/^0+(?=\d)/, '');
  const rest = fraction.replace(/0+$/, '');
  const number = rest === '' ? whole : `${whole}.${rest}`;
  return sign === '-' && number !== '0' ? `-${number}` : number;
}
