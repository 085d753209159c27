const integer = /^([+-]?)(\d+)$/;
const decimal = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * Writes a whole number without plus sign and leading zeros; undefined for anything that is not digits with an optional sign.
 *
 * Works on the text, so no number is too long for it. Separators of thousands are refused: `1,000` and `1.000` mean one
 * thousand here and one there.
 */
export function canonicalInteger(text: string): string | undefined {
  const match = integer.exec(text.trim());
  return match ? assemble(match[1], match[2], undefined) : undefined;
}

/** Writes a decimal number without plus sign, leading zeros and trailing zeros after the point; undefined for anything else. */
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
