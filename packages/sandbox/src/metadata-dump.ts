import { hash } from 'node:crypto';
import { createCommandAccess } from './command/command-access.ts';
import { createScmAccess } from './scm/scm-access.ts';
import type { World } from './world.ts';

/** All values in both systems, to compare the results of two runs. */
export interface MetadataDump {
  /** SHA-256 of the rest: equal digests mean equal values. */
  digest: string;
  /** Metadata in Command by serial number (32 digits), with `#id` appended if it isn't unique. */
  command: Record<string, Record<string, string>>;
  /** Custom field values and comments in SCM by serial number. */
  scm: Record<string, { customFields: Record<string, string>; comments: string }>;
}

/** Dumps the values of all certificates that have a serial number, in a stable order. */
export function dumpMetadata(world: World): MetadataDump {
  const command: MetadataDump['command'] = {};
  for (const { id, serialNumber, metadata } of createCommandAccess(world).certificates()) {
    command[serialNumber in command ? `${serialNumber}#${id}` : serialNumber] = sortKeys(metadata);
  }
  const scm: MetadataDump['scm'] = {};
  for (const { sslId, serialNumber, customFields, comments } of createScmAccess(world).certificates()) {
    if (serialNumber === null) continue;
    scm[serialNumber in scm ? `${serialNumber}#${sslId}` : serialNumber] = {
      customFields: sortKeys(customFields),
      comments,
    };
  }
  const sorted = { command: sortKeys(command), scm: sortKeys(scm) };
  return { digest: hash('sha256', JSON.stringify(sorted)), ...sorted };
}

function sortKeys<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
