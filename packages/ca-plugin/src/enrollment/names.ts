import type { X509Certificate } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { readCertificateNames } from '@certbridge/certificate';
import { didYouMean } from '@certbridge/plain-text';
import { type OrderRefusal, refuse } from './refusal.ts';

/** Kinds of alternative names; `other` are those that have no form as text. */
export type NameKind = 'dns' | 'ip' | 'email' | 'uri' | 'upn' | 'other';

/** An alternative name as it was asked for. */
export interface RequestedName {
  readonly kind: NameKind;
  readonly value: string;
}

/** The alternative names that a host gives, or why nothing is ordered. */
export type HostNamesResult = RequestedName[] | OrderRefusal;

/** Names in the form that SCM takes, or why nothing is ordered. */
export type WrittenNamesResult = string[] | OrderRefusal;

/** Spellings of hosts, without what is neither letter nor digit. */
const kinds: Readonly<Record<string, NameKind>> = {
  dns: 'dns',
  dnsname: 'dns',
  ip: 'ip',
  ip4: 'ip',
  ip6: 'ip',
  ipv4: 'ip',
  ipv6: 'ip',
  ipaddress: 'ip',
  ipv4address: 'ip',
  ipv6address: 'ip',
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  rfc822: 'email',
  rfc822name: 'email',
  uri: 'uri',
  url: 'uri',
  uniformresourceidentifier: 'uri',
  upn: 'upn',
  msupn: 'upn',
  userprincipalname: 'upn',
};

const kindNames: Readonly<Record<NameKind, string>> = {
  dns: 'DNS name',
  ip: 'IP address',
  email: 'e-mail address',
  uri: 'URI',
  upn: 'user principal name',
  other: 'name of another kind',
};

/** What the conversion to A-labels leaves out, but for the joiners that some scripts need. */
const ignored = /[^\P{Default_Ignorable_Code_Point}\u200c\u200d]/u;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const longestDnsName = 253;

/** Reads the host's alternative names, blank ones left out. Refuses a kind that is not known. */
export function readHostNames(san: Readonly<Record<string, readonly string[] | undefined>>): HostNamesResult {
  const names: RequestedName[] = [];
  for (const [given, values = []] of Object.entries(san)) {
    const filled = values.map((value) => value.trim()).filter((value) => value !== '');
    if (filled.length === 0) continue;
    const spelling = given.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    const kind = Object.hasOwn(kinds, spelling) ? kinds[spelling] : undefined;
    if (kind === undefined) {
      const offer = didYouMean(given, ['dns', 'dnsName', 'ip', 'ipAddress']);
      return refuse(
        `Alternative names of the kind "${given}" can't be ordered. Use DNS names and IP addresses only.${offer}`,
      );
    }
    names.push(...filled.map((value) => ({ kind, value })));
  }
  return names;
}

/**
 * Writes names in the form that SCM takes, each once: DNS names lower-case and in A-labels, without a dot at the end.
 * Refuses every other kind than DNS names and IP addresses, and what is neither in truth.
 *
 * Which profiles take IP addresses is not documented: they are sent, SCM decides, and what it issues is compared with what
 * was ordered.
 */
export function writeNames(names: readonly RequestedName[]): WrittenNamesResult {
  const written = new Set<string>();
  for (const { kind, value } of names) {
    if (kind !== 'dns' && kind !== 'ip') {
      return refuse(
        `An SSL certificate can't hold the ${kindNames[kind]} among the alternative names. Take it out and order again.`,
      );
    }
    const name = kind === 'dns' ? writeDnsName(value) : writeIpAddress(value);
    if (name === undefined) {
      return refuse(`"${shown(value)}" is no ${kindNames[kind]}. Correct it or take it out of the names.`);
    }
    written.add(name);
  }
  return [...written];
}

/** Writes a DNS name or an IP address; undefined if it is neither. */
export function writeName(text: string): string | undefined {
  return writeDnsName(text) ?? writeIpAddress(text);
}

/**
 * Writes a DNS name lower-case and in A-labels, without a dot at its end; undefined if it is not valid. A wildcard may stand
 * for the whole first label only, and the last label can't be a number, since that would be an IP address. Blanks around it
 * and characters that can't be seen are not part of a name: other software reads a different name if a CSR has them.
 * [RFC 5280, section 4.2.1.6; RFC 1123, section 2.1]
 */
export function writeDnsName(text: string): string | undefined {
  const name = text.replace(/\.$/, '');
  const wildcard = name.startsWith('*.');
  const ascii = toAscii(wildcard ? name.slice(2) : name);
  const labels = ascii.toLowerCase().split('.');
  if (!labels.every((part) => label.test(part)) || /^\d+$/.test(labels.at(-1) ?? '')) return undefined;
  const written = `${wildcard ? '*.' : ''}${labels.join('.')}`;
  return written.length <= longestDnsName ? written : undefined;
}

/** Writes an IP address in its shortest form; undefined if it is not valid. */
export function writeIpAddress(address: string): string | undefined {
  if (isIPv4(address)) return address;
  if (!isIPv6(address) || address.includes('%')) return undefined;
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/**
 * Lists the names of an order that a certificate lacks.
 *
 * One without alternative names has its common name only, which is among the names that were ordered. One whose names can't be read has none.
 */
export function missingNames({ raw }: Pick<X509Certificate, 'raw'>, names: readonly string[]): string[] {
  const alternativeNames = readCertificateNames(raw)?.alternativeNames;
  if (alternativeNames?.length === 0) return names.slice(1);
  const present = new Set(
    (alternativeNames ?? [])
      .filter(({ kind }) => kind === 'dns' || kind === 'ip')
      .map(({ value }) => writeName(value) ?? value),
  );
  return names.filter((name) => !present.has(name));
}

/** Only names outside ASCII are converted, since the converter also reads percent signs and numbers in them. */
function toAscii(name: string): string {
  if (!/[^\0-\x7f]/.test(name)) return name;
  if (ignored.test(name)) return '';
  return /^[a-z0-9.\-\u{80}-\u{10ffff}]*$/iu.test(name) ? domainToASCII(name) : '';
}

/** A name may be long, or hold what a terminal would obey. */
function shown(name: string): string {
  return name.replaceAll(/\p{C}/gu, '?').slice(0, 100);
}
