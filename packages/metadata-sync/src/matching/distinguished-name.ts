/**
 * Tells whether two distinguished names are the same set of attributes.
 *
 * SCM and Command may write them in different order, letter case and spacing; the order of RDNs is not compared.
 */
export function sameDistinguishedName(a: string, b: string): boolean {
  return normalize(a) === normalize(b);
}

function normalize(name: string): string {
  return (
    splitAttributes(name)
      .map((attribute) =>
        attribute
          .replace(/\s*=\s*/, '=')
          .replace(/\s+/g, ' ')
          .trim()
          .toLowerCase(),
      )
      // Windows, and so Command, may write S and E for what RFC 4514 calls ST and emailAddress.
      .map((attribute) => attribute.replace(/^s=/, 'st=').replace(/^e=/, 'emailaddress='))
      .filter((attribute) => attribute !== '')
      .sort()
      .join(',')
  );
}

/** Splits at separators that are neither escaped nor within quotes. */
function splitAttributes(name: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (let index = 0; index < name.length; index++) {
    const character = name.charAt(index);
    if (character === '\\') {
      part += character + name.charAt(++index);
    } else if (character === '"') {
      quoted = !quoted;
    } else if (!quoted && /[,;+]/.test(character)) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part];
}
