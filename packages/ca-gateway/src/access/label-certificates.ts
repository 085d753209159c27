import { certificateLabel } from './certificate-label.ts';
import { readCertificate } from './read-certificate.ts';

const mostNamed = 3;
const leastLength = 200;

/**
 * Writes for the log whose certificates a text seems to hold, in whatever form, for a text that is refused: who is meant by it is not known.
 * Safe to print and of bounded length.
 */
export function labelCertificates(text: string): string {
  const plain = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const contents = plain
    .replaceAll(/\s/g, '')
    // The words of a BEGIN line are too short to count.
    .split(/[^A-Za-z0-9+/]+/)
    .filter(({ length }) => length >= leastLength);
  const labels = contents
    .slice(0, 2 * mostNamed)
    .flatMap((content) => readCertificate(content) ?? [])
    .slice(0, mostNamed)
    .map(certificateLabel);
  return labels.length === 0 ? 'no certificate can be read in it' : `in it: ${labels.join('; ')}`;
}
