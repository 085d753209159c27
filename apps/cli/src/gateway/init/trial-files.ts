import type { NewFile } from '../../files/write-files-together.ts';
import type { TrialCertificates } from './trial-certificates.ts';

/** Lists the files of a trial. The configuration comes last, so that what it names is there before. */
export function trialFiles(
  configuration: object,
  { authority, server, client }: TrialCertificates,
): readonly NewFile[] {
  const text = `${JSON.stringify(configuration, null, 2)}\n`;
  return [
    { name: 'ca.pem', text: authority.certificate, mode: 0o644 },
    { name: 'ca.key', text: authority.key, mode: 0o600 },
    { name: 'server.pem', text: server.certificate, mode: 0o644 },
    { name: 'server.key', text: server.key, mode: 0o600 },
    { name: 'client.pem', text: client.certificate, mode: 0o644 },
    { name: 'client.key', text: client.key, mode: 0o600 },
    { name: 'gateway.json', text, mode: 0o600 },
  ];
}
