import type { Sandbox } from '@certbridge/sandbox';
import { sandboxFor } from './sync.ts';

/** A certificate that both systems have. */
export interface Pair {
  readonly serialNumber: string;
  readonly sslId: number;
  readonly keyfactorId: number;
}

/** Values of one certificate by field: custom fields of SCM and metadata of Command. Null takes one away. */
export interface PairValues {
  readonly sectigo?: Readonly<Record<string, string | null>>;
  readonly keyfactor?: Readonly<Record<string, string | null>>;
}

/** The certificates that are issued in SCM under a listed profile and that Command has, by SCM's id. */
export function pairsOf(sandbox: Sandbox): [Pair, ...Pair[]] {
  const pairs = sandbox.scmState.certificates().flatMap(({ sslId, status, sslTypeId, serialNumber }) => {
    const isListed = status === 'Issued' && sandbox.scm.sslTypeIds.includes(sslTypeId);
    const [command] = serialNumber === null ? [] : sandbox.commandState.findBySerial(serialNumber);
    if (!isListed || serialNumber === null || command === undefined) return [];
    return [{ serialNumber, sslId, keyfactorId: command.id }];
  });
  const [first, ...others] = pairs;
  if (first === undefined) throw new Error('the sandbox has no certificate in both systems');
  return [first, ...others];
}

/** Changes values past both APIs, as people at the screens would. */
export function put(sandbox: Sandbox, { sslId, keyfactorId }: Pair, values: PairValues): void {
  if (values.sectigo) sandbox.scmState.updateCertificate(sslId, { customFields: { ...values.sectigo } });
  if (values.keyfactor)
    sandbox.commandState.updateCertificate(keyfactorId, { metadata: { ...values.keyfactor } });
}

/** What both systems hold of a certificate. */
export function heldBy(sandbox: Sandbox, { sslId, keyfactorId }: Pair) {
  return {
    sectigo: sandbox.scmState.certificate(sslId)?.customFields ?? {},
    keyfactor: sandbox.commandState.certificate(keyfactorId)?.metadata ?? {},
  };
}

/** A second record of a certificate in Command, as after a re-import. */
export function reimport(sandbox: Sandbox, pair: Pair, metadata: Record<string, string | null> = {}): Pair {
  const original = sandbox.commandState.certificate(pair.keyfactorId);
  if (original === undefined) throw new Error('the certificate is not in Command');
  const { serialNumber, issuerDn, commonName } = original;
  const { id } = sandbox.commandState.addCertificate({ serialNumber, issuerDn, commonName, metadata });
  return { ...pair, keyfactorId: id };
}

/** The custom fields of SCM that {@link bareSandbox} leaves, with metadata fields of the same type. */
export const bareFields = [
  { sectigoFieldName: 'Owner/Team', keyfactorMetadataFieldName: 'Team', keyfactorDataType: 1 },
  { sectigoFieldName: 'Notes', keyfactorMetadataFieldName: 'Notes', keyfactorDataType: 6 },
  { sectigoFieldName: 'Review Date', keyfactorMetadataFieldName: 'Review-Date', keyfactorDataType: 3 },
  { sectigoFieldName: 'Asset Number', keyfactorMetadataFieldName: 'Asset', keyfactorDataType: 2 },
];

/** What a sync of these fields is told. */
export const bareDocuments = {
  config: { importAllCustomFields: 'false' },
  fields: { CustomFields: bareFields },
};

/** A sandbox of so many certificates that both systems have, nothing else, without any value; Command has the fields of {@link bareFields}. */
export async function bareSandbox(certificates = 1): Promise<{ sandbox: Sandbox; pairs: [Pair, ...Pair[]] }> {
  const sandbox = await sandboxFor({ certificates });
  const pairs = pairsOf(sandbox);
  keepOnly(sandbox, pairs);
  strip(sandbox);
  for (const { keyfactorMetadataFieldName: Name, keyfactorDataType } of bareFields) {
    sandbox.commandState.putMetadataField({ Name, DataType: keyfactorDataType as 1 | 2 | 3 | 6 });
  }
  return { sandbox, pairs };
}

function keepOnly(sandbox: Sandbox, pairs: readonly Pair[]): void {
  const sslIds = new Set(pairs.map(({ sslId }) => sslId));
  const keyfactorIds = new Set(pairs.map(({ keyfactorId }) => keyfactorId));
  for (const { sslId } of sandbox.scmState.certificates())
    if (!sslIds.has(sslId)) sandbox.scmState.removeCertificate(sslId);
  for (const { id } of sandbox.commandState.certificates())
    if (!keyfactorIds.has(id)) sandbox.commandState.removeCertificate(id);
}

/** Takes every value away, on both sides. */
export function strip(sandbox: Sandbox): void {
  const nothing = (values: object) => Object.fromEntries(Object.keys(values).map((name) => [name, null]));
  for (const { sslId, customFields } of sandbox.scmState.certificates())
    sandbox.scmState.updateCertificate(sslId, { customFields: nothing(customFields) });
  for (const { id, metadata } of sandbox.commandState.certificates())
    sandbox.commandState.updateCertificate(id, { metadata: nothing(metadata) });
}
