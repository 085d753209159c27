import { didYouMean, nearestName } from '@certbridge/plain-text';
import { type CertificateFilter, certificateFilterLabels } from '@certbridge/sectigo-client';
import { knownStates } from '../records/map-status.ts';
import { objectEntries } from './object-entries.ts';
import { isId } from './setting-values.ts';

/** A configured filter, or what is wrong with it: each a clause to follow the setting's name. */
export type SyncFilterResult =
  | { readonly filter: Readonly<Record<string, string>> }
  | { readonly problems: readonly string[] };

/** What each filter of SCM's certificate list takes. */
const filterKinds: Readonly<Record<keyof CertificateFilter, 'text' | 'number'>> = {
  commonName: 'text',
  subjectAlternativeName: 'text',
  status: 'text',
  sslTypeId: 'number',
  discoveryStatus: 'text',
  vendor: 'text',
  orgId: 'number',
  installStatus: 'text',
  renewalStatus: 'text',
  issuer: 'text',
  serialNumber: 'text',
  requester: 'text',
  externalRequester: 'text',
  signatureAlgorithm: 'text',
  keyAlgorithm: 'text',
  keySize: 'number',
  keyParam: 'text',
  sha1Hash: 'text',
  md5Hash: 'text',
  sha256Hash: 'text',
  keyUsage: 'text',
  extendedKeyUsage: 'text',
  requestedVia: 'text',
};
const filterNames = Object.keys(filterKinds) as (keyof CertificateFilter)[];

/** Reads filters by name, as an object or its JSON text; names in any letter case. */
export function readSyncFilter(value: unknown): SyncFilterResult {
  const entries = objectEntries(value);
  if (entries === undefined) {
    return { problems: ['must be an object of filters and their values, such as {"orgId": 1688}'] };
  }
  const filter: Record<string, string> = {};
  const problems: string[] = [];
  for (const [key, entry] of entries) {
    const name = filterNames.find((known) => known.toLowerCase() === key.trim().toLowerCase());
    const problem = name === undefined ? unknownFilter(key, entries) : checkFilter(name, entry);
    if (problem !== undefined) problems.push(problem);
    else if (name !== undefined && entry !== undefined) filter[name] = scmValue(name, entry);
  }
  return problems.length > 0 ? { problems } : { filter };
}

function checkFilter(name: keyof CertificateFilter, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return `has a list for ${name}, which takes one value: give text or a number`;
  const text = typeof value === 'string' || typeof value === 'number' ? scmValue(name, value) : '';
  if (text === '') return `has no value for ${name}: give text or a number`;
  const labels = labelsOf(name);
  if (labels !== undefined && !labels.includes(text)) return unknownLabel(text, { name, labels });
  return filterKinds[name] === 'number' && !isId(text)
    ? `has a value for ${name} that is not a positive whole number`
    : undefined;
}

/** A value as SCM takes it: a label in SCM's own spelling, whatever its letter case and blanks. */
function scmValue(name: keyof CertificateFilter, value: unknown): string {
  const text = String(value).trim();
  return labelsOf(name)?.find((label) => fold(label) === fold(text)) ?? text;
}

/** The values that a filter can have; undefined where it takes any. */
function labelsOf(name: keyof CertificateFilter): readonly string[] | undefined {
  if (name === 'status') return knownStates;
  return Object.hasOwn(certificateFilterLabels, name)
    ? certificateFilterLabels[name as keyof typeof certificateFilterLabels]
    : undefined;
}

function fold(label: string): string {
  return label.replaceAll(' ', '').toLowerCase();
}

function unknownLabel(
  text: string,
  { name, labels }: { readonly name: string; readonly labels: readonly string[] },
): string {
  const offer = didYouMean(text, labels);
  const value = name === 'status' ? 'a status' : `a value for ${name}`;
  return `has ${value} that SCM does not know; there are ${labels.join(', ')}${offer && `.${offer}`}`;
}

function unknownFilter(name: string, entries: readonly (readonly [string, unknown])[]): string {
  const given = new Set(entries.map(([key]) => key.trim().toLowerCase()));
  const others = filterNames.filter((known) => !given.has(known.toLowerCase()));
  const nearest = nearestName(name, others);
  return nearest === undefined
    ? `has a filter that SCM does not know; there are ${filterNames.join(', ')}`
    : `has a filter that SCM does not know. Did you mean ${nearest}?`;
}
