import * as v from 'valibot';
import type { SandboxContext } from '../http/pipeline.ts';
import { readPem } from '../pki/pem.ts';
import { type CertificateFacts, readCertificate } from '../pki/read-certificate.ts';
import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';
import { commandJson } from './command-json.ts';
import type { CommandCertificate } from './command-state.ts';
import { findBySerial } from './find-certificate.ts';
import { checkGlobalRight } from './permissions.ts';
import { readBody } from './read-body.ts';
import { checkChanges, type MetadataChange, writeChanges } from './write-metadata.ts';

const ImportSchema = v.object({
  Certificate: v.string(),
  Password: v.optional(v.nullable(v.string())),
  Metadata: v.optional(v.nullable(v.record(v.string(), v.string()))),
  ImportMetadata: v.optional(v.boolean()),
  StoreIds: v.optional(v.nullable(v.array(v.string()))),
  StoreTypes: v.optional(v.nullable(v.array(v.looseObject({})))),
  Schedule: v.optional(v.nullable(v.string())),
});

/**
 * Handles `POST /Certificates/Import` for a certificate in DER.
 *
 * A PFX is refused (400). The meaning of the status numbers isn't documented; the sandbox returns 0 for a new certificate and
 * 1 for a known one.
 */
export function importCertificate(c: SandboxContext, world: World): Response {
  const body = readBody(c, ImportSchema, world);
  checkGlobalRight('/certificates/import/', world);
  // PEM isn't allowed here, and a client that sends it must notice.
  const der = body.Certificate.startsWith('-') ? undefined : readPem(body.Certificate);
  const facts = der && readCertificate(der);
  if (der === undefined || facts === undefined)
    throw new CommandError(400, 'The property Certificate is not a certificate in base64 DER.');
  const changes = body.ImportMetadata === true ? readChanges(body.Metadata ?? {}, world) : [];
  const known = findBySerial(facts.serial, world).find(({ issuerDn }) => issuerDn === facts.issuerDn);
  if (known !== undefined && world.switches.importKnown === 'refused')
    throw new CommandError(400, 'The certificate exists already.');
  const imported = { der, thumbprint: facts.thumbprint, subjectDn: facts.subjectDn };
  if (known === undefined)
    world.command.certificates.add(createCertificate(facts, { imported, changes, world }));
  else {
    known.imported = imported;
    if (world.switches.importKnown === 'updated') writeChanges(known, changes);
    world.command.certificates.changed(known);
  }
  const isFull = world.switches.importResponse === 'full';
  return commandJson(world, {
    ImportStatus: known === undefined ? 0 : 1,
    JobStatus: 0,
    Thumbprint: isFull ? facts.thumbprint : null,
    InvalidKeystores: isFull ? [] : null,
  });
}

function readChanges(metadata: Record<string, string>, world: World): MetadataChange[] {
  const named = Object.entries(metadata).map(([name, value]) => ({ name, value, overwrite: true }));
  return checkChanges(named, world);
}

function createCertificate(
  facts: CertificateFacts,
  {
    imported,
    changes,
    world,
  }: {
    imported: NonNullable<CommandCertificate['imported']>;
    changes: readonly MetadataChange[];
    world: World;
  },
): CommandCertificate {
  const { serial, commonName, names, issuerDn, notBefore, notAfter, key } = facts;
  const certificate: CommandCertificate = {
    id: world.command.certificates.nextId,
    serial,
    commonName,
    otherNames: names.filter((name) => name !== commonName),
    organization: '',
    issuerDn,
    notBefore,
    notAfter,
    importedAt: world.now.getTime(),
    state: 1,
    revokedAt: null,
    revocationReason: null,
    templateName: '',
    requester: 'CORP\\svc-certbridge',
    key,
    imported,
    values: [],
  };
  writeChanges(certificate, changes);
  return certificate;
}
