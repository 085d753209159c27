import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { beginsPem } from '@certbridge/certificate';
import { ConfigurationError, type ConfigurationProblem } from '../../configuration-error.ts';
import { readTextFile } from '../../files/text-file.ts';
import type { LoadedGatewayConfig } from '../config/load-gateway-config.ts';

/** What the TLS layer of the gateway works with, as PEM. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string | undefined;
  /** Authorities that vouch for clients. */
  readonly ca: string[];
}

type ListenConfig = Pick<LoadedGatewayConfig, 'file' | 'directory' | 'config'>;

/** Lists the files that the TLS layer works with. */
export function tlsFiles({ directory, config: { listen } }: ListenConfig): string[] {
  const { certificateFile, keyFile, clientAuthorityFiles } = listen;
  return [certificateFile, keyFile, ...clientAuthorityFiles].map((file) => path.resolve(directory, file));
}

/** Reads the files that the TLS layer works with. Throws {@link ConfigurationError} with everything that is wrong with them. */
export async function readTlsFiles({
  file,
  directory,
  config: { listen },
}: ListenConfig): Promise<TlsMaterial> {
  const problems: ConfigurationProblem[] = [];
  const read = async (setting: string, name: string, kind: 'certificate' | 'privateKey') => {
    const full = path.resolve(directory, name);
    try {
      const { text } = await readTextFile(full);
      if (beginsPem(text, kind)) return text;
      const what = kind === 'certificate' ? 'certificate' : 'private key';
      problems.push({
        file,
        path: setting,
        message: `${full} holds no ${what} in PEM form`,
        remedy: 'Name a PEM file.',
      });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      problems.push(...error.problems.map((problem) => ({ ...problem, path: setting })));
    }
    return '';
  };
  const [cert, key, ...ca] = await Promise.all([
    read('listen.certificateFile', listen.certificateFile, 'certificate'),
    read('listen.keyFile', listen.keyFile, 'privateKey'),
    ...listen.clientAuthorityFiles.map((name, index) =>
      read(`listen.clientAuthorityFiles[${index}]`, name, 'certificate'),
    ),
  ]);
  const material: TlsMaterial = { cert, key, ca, passphrase: listen.passphrase };
  if (problems.length === 0 && !fits(material)) {
    const message = 'certificate and key do not belong together, or can not be read';
    const remedy = 'Name the key of this certificate; one that is encrypted needs listen.passphrase.';
    problems.push({ file, path: 'listen.keyFile', message, remedy });
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return material;
}

/** The library's messages are not for operators. */
function fits(material: TlsMaterial): boolean {
  try {
    createSecureContext(material);
    return true;
  } catch {
    return false;
  }
}
