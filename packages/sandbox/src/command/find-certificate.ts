import { serialOfDerived } from '../scm/leaf.ts';
import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';
import type { CommandCertificate } from './command-state.ts';
import { thumbprint } from './leaf.ts';
import type { Membership } from './permissions.ts';

/** Finds a certificate that the call may access. Throws a CommandError with status 404. */
export function findCertificate(id: number, world: World, mayTouch: Membership): CommandCertificate {
  const certificate = world.command.certificates.get(id);
  if (certificate === undefined || !mayTouch(certificate))
    throw new CommandError(404, `Unable to find 'Certificate' with Id '${id}'`);
  return certificate;
}

const readSerial = ({ serial }: CommandCertificate): string => serial;
const readImported = ({ imported }: CommandCertificate): string | null => imported?.thumbprint ?? null;

/** Finds the certificates with a serial number of 32 upper-case hexadecimal digits. */
export function findBySerial(serial: string, { command }: World): CommandCertificate[] {
  return command.certificates.findBy(readSerial, serial);
}

/** Finds the certificates with a thumbprint of 40 upper-case hexadecimal digits. */
export function findByThumbprint(sha1: string, world: World): CommandCertificate[] {
  const { command, authority } = world;
  const serials = [authority.serialOf(sha1), serialOfDerived(sha1)];
  const candidates = [
    ...command.certificates.findBy(readImported, sha1),
    ...serials.flatMap((serial) => (serial === undefined ? [] : findBySerial(serial, world))),
  ];
  return [...new Set(candidates)].filter((certificate) => thumbprint(certificate, world) === sha1);
}
