import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';
import type { CommandCertificate } from './command-state.ts';
import type { Membership } from './permissions.ts';

/** Finds a certificate that the call may touch. Throws a CommandError with status 404. */
export function findCertificate(id: number, world: World, mayTouch: Membership): CommandCertificate {
  const certificate = world.command.certificates.get(id);
  if (certificate === undefined || !mayTouch(certificate))
    throw new CommandError(404, `Unable to find 'Certificate' with Id '${id}'`);
  return certificate;
}
