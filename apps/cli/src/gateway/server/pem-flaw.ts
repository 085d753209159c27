import { X509Certificate } from 'node:crypto';
import { accountForPem, beginsPem, isCertificateBlock, readPkcs7 } from '@certbridge/certificate';
import type { ConfigurationFault } from '../../configuration-error.ts';

/** What is wrong with a file, and what to do about it. */
export type Flaw = Pick<ConfigurationFault, 'message' | 'remedy'>;

/** What a file is to hold. `chain` may stand beside its key, as servers of other kinds have both in one file. */
export type PemKind = 'authorities' | 'chain' | 'privateKey';

const besideChain = /PRIVATE KEY$|PARAMETERS$/;
/** Labels that are safe to repeat: a damaged one may hold part of a key. */
const usualLabel = /^[A-Z0-9 ]{1,40}$/;

/** 1.2.840.113549.1.7.1, as it is encoded: what the content of a PFX is. */
const pfxContent = Buffer.from('06092a864886f70d010701', 'hex');

/** Tells what is wrong with a file in binary form, where PEM is wanted. Undefined if it isn't in binary form. */
export function binaryFlaw(bytes: Buffer, file: string, kind: PemKind): Flaw | undefined {
  // A sequence of DER that is longer than 127 bytes, which no text begins with.
  if (bytes[0] !== 0x30 || (bytes[1] ?? 0) < 0x80) return undefined;
  return {
    message: `${file} is in binary form (DER), and PEM is wanted`,
    remedy: `Convert it: openssl ${conversionOf(bytes, kind)} -in FILE -out NEW.pem, and name the new file.`,
  };
}

function conversionOf(bytes: Buffer, kind: PemKind): string {
  const isKey = kind === 'privateKey';
  if (!isKey && readPkcs7(bytes) !== undefined) return 'pkcs7 -inform DER -print_certs';
  if (!isCertificate(bytes) && bytes.includes(pfxContent)) {
    return isKey ? 'pkcs12 -nocerts -nodes' : 'pkcs12 -nokeys';
  }
  return isKey ? 'pkey -inform DER' : 'x509 -inform DER';
}

/**
 * Tells what is wrong with a file of PEM. Text between blocks is passed over, as by OpenSSL; a block is not, whatever it is: an authority that is left
 * out in silence locks its clients out.
 */
export function pemFlaw(text: string, file: string, kind: PemKind): Flaw | undefined {
  if (kind === 'privateKey') return beginsPem(text, kind) ? undefined : noneIn(file, 'private key');
  const blocks = accountForPem(text);
  for (const [index, block] of blocks.entries()) {
    const flaw = kind === 'chain' && besideChain.test(block?.label ?? '') ? undefined : blockFlaw(block);
    if (flaw !== undefined) return { ...flaw, message: `${file}: block ${index + 1} ${flaw.message}` };
  }
  return blocks.some((block) => block !== undefined && isCertificateBlock(block))
    ? undefined
    : noneIn(file, 'certificate');
}

function noneIn(file: string, what: string): Flaw {
  return { message: `${file} holds no ${what} in PEM form`, remedy: 'Name a PEM file.' };
}

function blockFlaw(block: ReturnType<typeof accountForPem>[number]): Flaw | undefined {
  if (block === undefined) {
    return {
      message: 'is cut off: its BEGIN or END line lacks its counterpart',
      remedy: 'Copy the file anew, and whole.',
    };
  }
  const { label, content } = block;
  if (label === 'TRUSTED CERTIFICATE') {
    return {
      message: 'is a TRUSTED CERTIFICATE, with settings of OpenSSL that would not count here',
      remedy:
        'Put the block in a file of its own, convert it (openssl x509 -in BLOCK.pem), and put the result in its place.',
    };
  }
  if (!isCertificateBlock(block)) {
    const what = usualLabel.test(label) ? `: ${label}` : '';
    return { message: `is no certificate${what}`, remedy: 'Take it out, and leave certificates only.' };
  }
  if (/^[A-Za-z0-9+/=\s]+$/.test(content) && isCertificate(Buffer.from(content, 'base64'))) return undefined;
  return {
    message: "is damaged: it can't be read as a certificate",
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
