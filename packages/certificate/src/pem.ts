/** A block of PEM text. */
export interface PemBlock {
  /** Such as `CERTIFICATE`. */
  readonly label: string;
  /** What stands between the lines, mostly base64. */
  readonly content: string;
  /** Index of the first character. */
  readonly start: number;
  /** Index of the first character behind the block. */
  readonly end: number;
}

const block = /-----BEGIN ([^-\r\n]+)-----([^-]*)-----END \1-----/g;
const boundary = /-----(?:BEGIN|END)\b/;

/** Lists the blocks of PEM text (RFC 7468) in their order. Text around them is passed over, and so are halves of blocks. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(block)].map(({ 0: { length }, 1: label = '', 2: content = '', index }) => ({
    label,
    content,
    start: index,
    end: index + length,
  }));
}

/** Tells whether a line that begins or ends a block lacks its counterpart: the text was cut off. */
export function isCutOffPem(text: string): boolean {
  return boundary.test(text.replaceAll(block, ''));
}

const wholeBlock = /^-----BEGIN ([^-\r\n]+)-----([\s\S]*?)-----END \1-----/;
/** The last line of text that was cut off in it. */
const cutBeginning = /^-----B(?:E(?:GI?)?)?$/m;

/**
 * Lists everything that begins or ends a block of PEM text, in its order, so that nothing is passed over: blocks, those with headers included, and
 * `undefined` for each that is cut off.
 */
export function accountForPem(text: string): (Pick<PemBlock, 'label' | 'content'> | undefined)[] {
  return text.split(/(?=-----BEGIN\b)/).flatMap((piece) => {
    const [whole = '', label, content = ''] = wholeBlock.exec(piece) ?? [];
    const found = label === undefined ? [] : [{ label, content }];
    const behind = piece.slice(whole.length);
    return boundary.test(behind) || cutBeginning.test(behind) ? [...found, undefined] : found;
  });
}

/** Tells whether a block holds a certificate: OpenSSL reads the older label as well. */
export function isCertificateBlock({ label }: Pick<PemBlock, 'label'>): boolean {
  return label === 'CERTIFICATE' || label === 'X509 CERTIFICATE';
}

const beginnings = {
  any: /-----BEGIN\b/,
  certificate: /-----BEGIN CERTIFICATE-----/,
  /** Of any algorithm, encrypted ones included. */
  privateKey: /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
} as const;

/** Tells whether a block of PEM begins in a text. Whether it ends there, and what it holds, is not looked at. */
export function beginsPem(text: string, kind: keyof typeof beginnings = 'any'): boolean {
  return beginnings[kind].test(text);
}

/** Writes a block of PEM, its last line ended. */
export function writePem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
