import { X509Certificate } from 'node:crypto';
import { decodeText, withoutMark } from './decode-text.ts';
import { beginsSequence } from './der-element.ts';
import { beginsPfx } from './der-key.ts';
import {
  accountForPem,
  beginsPem,
  isCertificateBlock,
  type PemBlock,
  type PemProblem,
  writePem,
} from './pem.ts';
import { readPkcs7 } from './pkcs7.ts';

/** What is wrong with a file, and what to do about it. */
export interface PemFlaw {
  /** A clause with the name of the file. */
  readonly message: string;
  /** A sentence. */
  readonly remedy: string;
}

/** What a file is to hold. `chain` may come with its key and request, as other servers have them in one file; `authorities` are only certificates. */
export type PemKind = 'authorities' | 'chain' | 'privateKey';

const besideChain = /(?:PRIVATE|PUBLIC) KEY$|PARAMETERS$|CERTIFICATE REQUEST$/;
/** Labels that are safe to repeat: a damaged one may hold part of a key. */
const usualLabel = /^[A-Z0-9 ]{1,40}$/;

/** A block of a file, as OpenSSL reads it for certain. */
export interface ReadBlock {
  /** Its place in the file, from 1. */
  readonly number: number;
  readonly pem: string;
}

/** The blocks of a file that count, or what is wrong with it. */
export type PemBlocksResult = readonly ReadBlock[] | PemFlaw;

/** What is wrong with PEM text, or one of its blocks. */
export interface PemDefect {
  /** The place of the block, from 1; undefined for the text as a whole. */
  readonly number?: number | undefined;
  /** Follows what the text is called, or the block. */
  readonly problem: string;
  /** A sentence. */
  readonly remedy: string;
}

/** All that is in PEM text. */
export interface PemExaminationResult {
  /** The blocks that count. */
  readonly blocks: readonly ReadBlock[];
  readonly defects: readonly PemDefect[];
}

/**
 * Reads the blocks of a PEM file that count: the certificates, or what is in the file of a key. They are written anew, so that OpenSSL takes them as they
 * are taken here: blank lines and lines of any length are no matter. Text between blocks is passed over, as by OpenSSL; a block is not, whatever it
 * is: an authority that is left out in silence locks its clients out. `name` is what messages call the file.
 */
export function readPemBlocks(
  content: string | Uint8Array,
  { name, kind }: { readonly name: string; readonly kind: PemKind },
): PemBlocksResult {
  const { blocks, defects } = examinePem(content, kind);
  const [defect] = defects;
  if (defect === undefined) return blocks;
  const { number, problem, remedy } = defect;
  return { message: `${name}${number === undefined ? '' : `: block ${number}`} ${problem}`, remedy };
}

/** Like {@link readPemBlocks}, but goes on behind what is wrong. Without a block that counts and without one that doesn't, the text itself is wrong. */
export function examinePem(content: string | Uint8Array, kind: PemKind): PemExaminationResult {
  if (typeof content !== 'string' && beginsSequence(content))
    return { blocks: [], defects: [binaryDefect(content, kind)] };
  const text = typeof content === 'string' ? withoutMark(content) : decodeText(content);
  const blocks: ReadBlock[] = [];
  const defects: PemDefect[] = [];
  for (const [index, block] of accountForPem(text).entries()) {
    const number = index + 1;
    const result = readBlock(block, kind);
    if (typeof result === 'object') defects.push({ number, ...result });
    else if (result !== undefined) blocks.push({ number, pem: result });
  }
  const isWanted = ({ pem }: ReadBlock) => beginsPem(pem, kind === 'privateKey' ? kind : 'certificate');
  const isEmpty = defects.length === 0 && !blocks.some(isWanted);
  return { blocks, defects: isEmpty ? [emptyDefect(kind)] : defects };
}

function emptyDefect(kind: PemKind): PemDefect {
  return kind === 'privateKey'
    ? { problem: 'holds no private key in PEM form', remedy: 'Name a PEM file.' }
    : {
        problem: 'holds no certificate in PEM form',
        remedy: 'Export it as Base64 (PEM): it begins with -----BEGIN CERTIFICATE-----.',
      };
}

function binaryDefect(bytes: Uint8Array, kind: PemKind): PemDefect {
  return {
    problem: 'is in binary form (DER), and PEM is wanted',
    remedy: `Convert it: openssl ${conversionOf(bytes, kind)} -in FILE -out NEW.pem, and name the new file.`,
  };
}

function conversionOf(bytes: Uint8Array, kind: PemKind): string {
  const isKey = kind === 'privateKey';
  if (!isKey && readPkcs7(bytes) !== undefined) return 'pkcs7 -inform DER -print_certs';
  if (beginsPfx(bytes)) return isKey ? 'pkcs12 -nocerts -nodes' : 'pkcs12 -nokeys';
  return isKey ? 'pkey -inform DER' : 'x509 -inform DER';
}

/** Returns a block as it is to be handed on, nothing for one that may be there, or what is wrong with it. */
function readBlock(
  block: ReturnType<typeof accountForPem>[number],
  kind: PemKind,
): string | undefined | PemDefect {
  if ('problem' in block) return describeProblem(block);
  const { label, content } = block;
  const der = decodeBase64(content);
  if (kind === 'privateKey') {
    return der === undefined
      ? `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n`
      : writePem(label, der);
  }
  if (kind === 'chain' && besideChain.test(label)) return undefined;
  if (isCertificateBlock(block) && der !== undefined && isCertificate(der))
    return writePem('CERTIFICATE', der);
  return describeBlock(block);
}

/** Undefined where there is anything but base64, as the headers of an encrypted key, or where a part of it would not count. */
function decodeBase64(content: string): Buffer | undefined {
  const der = Buffer.from(content, 'base64');
  return der.toString('base64') === content.replaceAll(/[ \t\r\n]/g, '') ? der : undefined;
}

function describeProblem(problem: PemProblem): PemDefect {
  if (problem.problem === 'cut-off') {
    return {
      problem: 'is cut off: its BEGIN or END line lacks its counterpart',
      remedy: 'Copy the complete file again.',
    };
  }
  return {
    problem: `would not count: its BEGIN or END line is not alone on line ${problem.line}`,
    remedy:
      'Put both on lines of their own, from the first column, with five dashes before and behind, and end lines as Unix or Windows does.',
  };
}

function describeBlock(block: Pick<PemBlock, 'label'>): PemDefect {
  const { label } = block;
  if (label === 'TRUSTED CERTIFICATE') {
    return {
      problem: 'is a TRUSTED CERTIFICATE, with settings of OpenSSL that would not count here',
      remedy:
        'Put the block in a file of its own, convert it (openssl x509 -in BLOCK.pem), and put the result in its place.',
    };
  }
  if (!isCertificateBlock(block)) {
    const what = usualLabel.test(label) ? `: ${label}` : '';
    return { problem: `is not a certificate${what}`, remedy: 'Take it out.' };
  }
  return {
    problem: "is damaged: it can't be read as a certificate",
    remedy: 'Copy that certificate anew.',
  };
}

/** Whether bytes are one certificate, and nothing else. */
function isCertificate(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).raw.length === der.length;
  } catch {
    return false;
  }
}
