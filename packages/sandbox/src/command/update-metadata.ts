import * as v from 'valibot';
import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { commandEmpty } from './command-json.ts';
import { readParameters } from './command-query-params.ts';
import { findCertificate } from './find-certificate.ts';
import { checkCertificateRight } from './permissions.ts';
import { readBody } from './read-body.ts';
import { checkChanges, writeChanges } from './write-metadata.ts';

const UpdateSchema = v.object({
  Id: v.pipe(v.number(), v.integer()),
  Metadata: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
});

/** Handles `PUT /Certificates/Metadata`: merges all fields sent into the certificate's or, if one is invalid, none. */
export function updateCertificateMetadata(c: SandboxContext, world: World): Response {
  const { Id, Metadata } = readBody(c, UpdateSchema, world);
  const mayTouch = checkCertificateRight(readParameters(c, world), 'metadata/modify', world);
  const certificate = findCertificate(Id, world, mayTouch);
  const changes = Object.entries(Metadata).map(([name, value]) => ({ name, value, overwrite: true }));
  writeChanges(certificate, checkChanges(changes, world));
  world.command.certificates.volatileChanged();
  return commandEmpty(world);
}
