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

/** A BEGIN or END line without a complete block. */
export type PemProblem =
  | { readonly problem: 'cut-off' }
  /** The line, counted from 1, is not that of a block alone. */
  | { readonly problem: 'misplaced'; readonly line: number };

const mark = /^-----(BEGIN|END) ([^-\r\n]+)-----[ \t\r]*$/;
/** The last line of text that was cut off in it. */
const cutMark = /^-----(?:BE?|BEGI?|EN?|(?:BEGIN|END)\b[^-]*-{0,4})[ \t\r]*$/;
/** A mark that is not alone on its line. */
const inText = /-----(?:BEGIN|END)\b/i;
/** What was meant as a mark: dashes may have been lost, or exchanged by a word processor. */
const blurredMark =
  /[-\u2010-\u2015\u2212] ?(?:BEGIN|END) ?[A-Z0-9 ]*(?:CERTIFICATE|KEY) ?[-\u2010-\u2015\u2212]/i;
/** Text between blocks names keys and certificates, too: the subject `CN=Front-End Key-1` is no mark. */
const blurredLine = new RegExp(`^[^A-Z0-9]*${blurredMark.source}`, 'i');
/** A block that somebody has taken out. */
const comment = /^\s*#/;

/**
 * Lists everything that begins or ends a block of PEM text, in its order, so that nothing is passed over: blocks, those with headers included, and
 * what is left of incomplete ones. Text between blocks and what is commented out by `#` begin none. As for OpenSSL, BEGIN and END stand alone on their lines, from the first column, and lines end as on Unix or Windows.
 */
export function accountForPem(text: string): (Pick<PemBlock, 'label' | 'content'> | PemProblem)[] {
  const found: ReturnType<typeof accountForPem> = [];
  let open: { readonly label: string; readonly lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, side, label = ''] = mark.exec(line) ?? [];
    if (side === 'BEGIN') {
      if (open !== undefined) found.push({ problem: 'cut-off' });
      open = { label, lines: [] };
    } else if (side === 'END') {
      const isWhole = open?.label === label;
      found.push(isWhole ? { label, content: open?.lines.join('\n') ?? '' } : { problem: 'cut-off' });
      open = undefined;
    } else if (cutMark.test(line) || isMeantAsMark(line, { isInBlock: open !== undefined })) {
      found.push(cutMark.test(line) ? { problem: 'cut-off' } : { problem: 'misplaced', line: index + 1 });
      open = undefined;
    } else {
      open?.lines.push(line);
    }
  }
  return open === undefined ? found : [...found, { problem: 'cut-off' }];
}

function isMeantAsMark(line: string, { isInBlock }: { readonly isInBlock: boolean }): boolean {
  if (isInBlock) return inText.test(line) || blurredMark.test(line);
  return !comment.test(line) && (inText.test(line) || blurredLine.test(line));
}

/** Tells whether a block holds a certificate: OpenSSL reads the older label as well. */
export function isCertificateBlock({ label }: Pick<PemBlock, 'label'>): boolean {
  return label === 'CERTIFICATE' || label === 'X509 CERTIFICATE';
}

const beginnings = {
  any: /-----BEGIN\b/,
  /** With the older label, too. */
  certificate: /-----BEGIN (?:X509 )?CERTIFICATE-----/,
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
