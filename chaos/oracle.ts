import type { CommandCertificateView, ScmCertificateView } from '@certbridge/sandbox';
import type { Estate } from './estate.ts';
import type { Mode, Schedule } from './schedule.ts';

/** Inputs to the rules of a sync. The oracle is written from the rules and shares no code with the engine. */
export interface Rules extends Pick<Schedule, 'includeEnded' | 'conflicts' | 'clears'> {
  readonly mode: Mode;
  readonly sslTypeIds: readonly number[];
  readonly now: Date;
  /** The last values that both systems agreed on, by {@link agreementKey}. */
  readonly agreed: ReadonlyMap<string, string>;
}

/** The expected result of a sync. */
export interface ExpectedOutcome {
  readonly estate: Estate;
  readonly agreed: ReadonlyMap<string, string>;
  readonly conflicts: number;
}

/** The custom fields in the sandbox that a sync may change, and their metadata fields. */
export const customFields = [
  { name: 'Cost Center', metadataName: 'Cost_Center', type: 1 },
  { name: 'Owner/Team', metadataName: 'Owner-Team', type: 1 },
  { name: 'Contact E-mail', metadataName: 'Contact_E-mail', type: 7 },
  { name: 'Asset Number', metadataName: 'Asset_Number', type: 2 },
  { name: 'Environment', metadataName: 'Environment', type: 5 },
  { name: 'Review Date', metadataName: 'Review_Date', type: 3 },
  { name: 'Notes', metadataName: 'Notes', type: 6 },
] as const;

type Reader = (scm: ScmCertificateView, command: CommandCertificateView) => string;

/** Metadata fields filled from a path in SCM's details; an empty value clears them. 1 text, 2 number, 3 date, 6 long text. */
export const manualFields: readonly { name: string; path: string; type: 1 | 2 | 3 | 6; read: Reader }[] = [
  { name: 'Sectigo-Id', path: 'sslId', type: 2, read: ({ sslId }) => String(sslId) },
  { name: 'Sectigo-Requester', path: 'requester', type: 1, read: ({ requester }) => requester },
  { name: 'Sectigo-Comments', path: 'comments', type: 6, read: ({ comments }) => comments },
  {
    name: 'Sectigo-SANs',
    path: 'subjectAlternativeNames',
    type: 6,
    read: (scm) => [scm.commonName, ...scm.subjectAlternativeNames].join(', '),
  },
  // Both sides have the same certificate, with the same expiry.
  { name: 'Sectigo-Expires', path: 'expires', type: 3, read: (_, { notAfter }) => notAfter.slice(0, 10) },
];

/** Returns the key of a custom field on a certificate. */
export function agreementKey(commandId: number, field: string): string {
  return `${commandId} ${field}`;
}

/** Pairs the certificates of a sync: from the issuer, with the profiles and the same serial number, neither revoked nor expired. */
export function pairsOf(
  { scm, command }: Estate,
  { sslTypeIds, now, includeEnded }: Pick<Rules, 'sslTypeIds' | 'now' | 'includeEnded'>,
): readonly (readonly [ScmCertificateView, CommandCertificateView])[] {
  const listed = [...scm.values()].filter(
    ({ serialNumber, sslTypeId, status }) =>
      serialNumber !== null && sslTypeIds.includes(sslTypeId) && (includeEnded || !isEnded.has(status)),
  );
  const bySerial = new Map(listed.map((certificate) => [certificate.serialNumber, certificate]));
  return [...command.values()].flatMap((held) => {
    const found = bySerial.get(held.serialNumber);
    const isLive = held.state === 1 && Date.parse(held.notAfter) >= now.getTime();
    const isInScope = held.issuerDn.includes('Sectigo') && (includeEnded || isLive);
    return found !== undefined && isInScope ? [[found, held] as const] : [];
  });
}

const isEnded: ReadonlySet<string> = new Set(['Revoked', 'Expired']);

/** Computes the expected result of a sync. */
export function expectSync(before: Estate, rules: Rules): ExpectedOutcome {
  const estate = structuredClone(before);
  const agreed = new Map(rules.agreed);
  let conflicts = 0;
  for (const [scm, command] of pairsOf(estate, rules)) {
    for (const { name, metadataName } of customFields) {
      const key = agreementKey(command.id, name);
      const former = [scm.customFields[name] ?? '', command.metadata[metadataName] ?? ''] as const;
      const winner = chooseWinner({ scm: former[0], command: former[1], agreed: agreed.get(key) }, rules);
      if (winner === 'conflict') conflicts += 1;
      const clears = rules.clears.includes(name);
      if (winner === 'scm') put(command.metadata, metadataName, { value: former[0], clears });
      if (winner === 'command') put(scm.customFields, name, { value: former[1], clears });
      const [ours, theirs] = [scm.customFields[name] ?? '', command.metadata[metadataName] ?? ''];
      const isWritten = ours !== former[0] || theirs !== former[1];
      if (ours === theirs && (rules.mode === 'both' || isWritten)) agreed.set(key, ours);
    }
    if (rules.mode === 'kftosc') continue;
    for (const { name, read } of manualFields) {
      put(command.metadata, name, { value: read(scm, command), clears: true });
    }
  }
  return { estate, agreed, conflicts };
}

function put(values: Values, name: string, { value, clears }: { value: string; clears: boolean }): void {
  if (value !== '') values[name] = value;
  else if (clears) delete values[name];
}

/** Chooses the side whose value wins. */
function chooseWinner(
  { scm, command, agreed }: { scm: string; command: string; agreed: string | undefined },
  { mode, conflicts }: Rules,
): 'scm' | 'command' | 'conflict' | 'nobody' {
  if (mode === 'sctokf') return 'scm';
  if (mode === 'kftosc') return 'command';
  if (scm === command) return 'nobody';
  const decided = { report: 'conflict', sectigo: 'scm', keyfactor: 'command' } as const;
  if (agreed === undefined) return scm === '' ? 'command' : command === '' ? 'scm' : decided[conflicts];
  if (scm !== agreed && command !== agreed) return decided[conflicts];
  return scm === agreed ? 'command' : 'scm';
}

/** Computes the expected result of a plan made before some certificates changed: those are refused. */
export function expectApply(
  planned: ExpectedOutcome,
  { plannedFrom, now }: { plannedFrom: Estate; now: Estate },
): Estate {
  const changed = new Set<string | null>();
  for (const side of ['scm', 'command'] as const) {
    for (const [id, view] of now[side]) {
      if (JSON.stringify(view) !== JSON.stringify(plannedFrom[side].get(id))) changed.add(view.serialNumber);
    }
  }
  const estate = structuredClone(now);
  for (const [id, view] of estate.scm) {
    const target = planned.estate.scm.get(id);
    if (target && !changed.has(view.serialNumber)) view.customFields = { ...target.customFields };
  }
  for (const [id, view] of estate.command) {
    const target = planned.estate.command.get(id);
    if (target && !changed.has(view.serialNumber)) view.metadata = { ...target.metadata };
  }
  return estate;
}

/**
 * Computes the expected result of undoing a run: the former value, if the one written by the run is unchanged. Former values
 * of sensitive fields aren't stored.
 */
export function expectRevert(
  now: Estate,
  { before, after, sensitive }: { before: Estate; after: Estate; sensitive: readonly string[] },
): Estate {
  const estate = structuredClone(now);
  const unknown = new Set(
    customFields
      .filter(({ name }) => sensitive.includes(name))
      .flatMap(({ name, metadataName }) => [name, metadataName]),
  );
  for (const [id, { customFields: values }] of estate.scm) {
    const [former, written] = [before.scm.get(id)?.customFields, after.scm.get(id)?.customFields];
    undo(values, { former, written, unknown });
  }
  for (const [id, { metadata: values }] of estate.command) {
    const [former, written] = [before.command.get(id)?.metadata, after.command.get(id)?.metadata];
    undo(values, { former, written, unknown });
  }
  return estate;
}

/** The serial numbers of certificates in scope in SCM that Command doesn't have. */
export function missingIn(
  { scm, command }: Estate,
  { sslTypeIds }: Pick<Rules, 'sslTypeIds'>,
): ReadonlySet<string> {
  const held = new Set([...command.values()].map(({ serialNumber }) => serialNumber));
  const missing = [...scm.values()].filter(
    ({ serialNumber, sslTypeId, status }) =>
      !held.has(serialNumber ?? '') &&
      sslTypeIds.includes(sslTypeId) &&
      ['Issued', 'Replaced'].includes(status),
  );
  return new Set(missing.map(({ serialNumber }) => serialNumber ?? '').filter((serial) => serial !== ''));
}

/** Computes the expected result of an import: each imported certificate has the values from SCM. */
export function expectImport(
  origin: Estate,
  { missing, rules }: { missing: ReadonlySet<string>; rules: Rules },
): Estate {
  const synced = expectSync(origin, { ...rules, mode: 'sctokf' }).estate;
  const command = new Map(
    [...origin.command].map(([id, view]) => [
      id,
      (missing.has(view.serialNumber) && synced.command.get(id)) || view,
    ]),
  );
  return { scm: origin.scm, command };
}

type Values = Record<string, string>;

function undo(
  values: Values,
  {
    former,
    written,
    unknown,
  }: { former: Values | undefined; written: Values | undefined; unknown: ReadonlySet<string> },
): void {
  if (former === undefined || written === undefined) return;
  for (const field of new Set([...Object.keys(former), ...Object.keys(written)])) {
    if (former[field] === written[field] || values[field] !== written[field]) continue;
    if (former[field] === undefined) delete values[field];
    else if (!unknown.has(field)) values[field] = former[field];
  }
}
