/** A block of PEM text. */
export interface PemBlock {
  /** Such as `CERTIFICATE`. */
  readonly label: string;
  /** The lines between BEGIN and END, mostly base64. */
  readonly content: string;
  /** Index of the first character. */
  readonly start: number;
  /** Index of the first character behind the block. */
  readonly end: number;
}

/** A BEGIN or END line without a complete block. */
export type PemProblem =
  | { readonly problem: 'cut-off' }
  /** The line, counted from 1, that has something besides the mark of a block. */
  | { readonly problem: 'misplaced'; readonly line: number };

const mark = /^-----(BEGIN|END) ([^-\r\n]+)-----[ \t\r]*$/;
const markAnywhere = /(-----(?:BEGIN|END) [^-\r\n]+-----)/;
/** The last line of text that was cut off in it. */
const cutMark = /^-----(?:BE?|BEGI?|EN?|(?:BEGIN|END)\b[^-]*-{0,4})[ \t\r]*$/;
/** A mark that is not alone on its line. */
const inText = /-----(?:BEGIN|END)\b/;
const inTextOfAnyCase = /-----(BEGIN|END)\b/i;
/** What was meant as a mark: dashes may have been lost, or exchanged by a word processor. */
const blurredMark =
  /[-\u2010-\u2015\u2212] ?(BEGIN|END) ?[A-Z0-9 ]*(?:CERTIFICATE|KEY) ?[-\u2010-\u2015\u2212]/i;
/** Text between blocks names keys and certificates, too: the subject `CN=Front-End Key-1` isn't a mark. */
const blurredLine = new RegExp(`^[^A-Z0-9]*${blurredMark.source}`, 'i');
/** A line of a block, or the first header of an encrypted key, also behind the mark of a quotation. */
const contentLine =
  /^[^A-Z0-9+/]*(?:(?:[A-Z0-9+/=]{4})+|[A-Z0-9+/=]{20,}|(?:Proc-Type|DEK-Info):.*)[^A-Z0-9+/=]*$/i;
/** A block that somebody has taken out. */
const comment = /^\s*#/;

/** How PEM text is read. */
export interface PemOptions {
  /**
   * Whether BEGIN and END may stand anywhere (false): forms and APIs lose the line ends of what is pasted into them. As for OpenSSL, they stand alone on their
   * lines otherwise, from the first column.
   */
  readonly marksAnywhere?: boolean | undefined;
}

/**
 * Lists everything that begins or ends a block of PEM text (RFC 7468), in its order, so that nothing is passed over: blocks, those with headers included, and
 * what is left of incomplete ones. Text between blocks and what is commented out by `#` begin none. Lines end as on Unix or Windows.
 */
export function accountForPem(text: string, options: PemOptions = {}): (PemBlock | PemProblem)[] {
  const found: ReturnType<typeof accountForPem> = [];
  let open: { readonly label: string; readonly start: number; readonly lines: string[] } | undefined;
  const pieces = piecesOf(text, options);
  for (const [index, { piece, start, line }] of pieces.entries()) {
    const [, side, label = ''] = mark.exec(piece) ?? [];
    if (side === 'BEGIN') {
      if (open !== undefined) found.push({ problem: 'cut-off' });
      open = { label, start, lines: [] };
    } else if (side === 'END') {
      const end = start + piece.trimEnd().length;
      found.push(
        open?.label === label
          ? { label, content: open.lines.join('\n'), start: open.start, end }
          : { problem: 'cut-off' },
      );
      open = undefined;
    } else if (cutMark.test(piece) || isMeantAsMark(pieces, { index, isInBlock: open !== undefined })) {
      found.push(cutMark.test(piece) ? { problem: 'cut-off' } : { problem: 'misplaced', line });
      open = undefined;
    } else {
      open?.lines.push(piece);
    }
  }
  return open === undefined ? found : [...found, { problem: 'cut-off' }];
}

interface Piece {
  readonly piece: string;
  /** Index of its first character in the text. */
  readonly start: number;
  /** Counted from 1. */
  readonly line: number;
}

/** Lists the lines of a text, taken apart at BEGIN and END where those may stand anywhere. */
function piecesOf(text: string, { marksAnywhere = false }: PemOptions): Piece[] {
  let start = 0;
  return text.split('\n').flatMap((whole, index) => {
    const pieces = (marksAnywhere ? whole.split(markAnywhere) : [whole]).map((piece) => {
      const placed = { piece, start, line: index + 1 };
      start += piece.length;
      return placed;
    });
    start += 1;
    return pieces;
  });
}

function isMeantAsMark(
  pieces: readonly Piece[],
  { index, isInBlock }: { readonly index: number; readonly isInBlock: boolean },
): boolean {
  const { piece: line = '' } = pieces[index] ?? {};
  if (isInBlock) return inTextOfAnyCase.test(line) || blurredMark.test(line);
  if (comment.test(line)) return false;
  if (inText.test(line)) return true;
  // A heading such as `--- End Entity Certificate ---` has nothing to begin or to end.
  const [, side] = inTextOfAnyCase.exec(line) ?? blurredLine.exec(line) ?? [];
  if (side === undefined) return false;
  const isFilled = ({ piece }: Piece) => piece.trim() !== '';
  const neighbour =
    side.toUpperCase() === 'BEGIN'
      ? pieces.slice(index + 1).find(isFilled)
      : pieces.slice(0, index).findLast(isFilled);
  return neighbour !== undefined && contentLine.test(neighbour.piece);
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

/** Writes a block of PEM, its last line ended; the base64 in lines of 64 characters, or in one. */
export function writePem(
  label: string,
  der: Uint8Array,
  { isOneLine = false }: { readonly isOneLine?: boolean } = {},
): string {
  const base64 = Buffer.from(der).toString('base64');
  const lines = isOneLine ? base64 : base64.replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
