import type { AccessSettingsInput } from '@certbridge/ca-gateway';
import { trialNames } from './trial-certificates.ts';

/** What the configuration of a trial is made of. */
export interface TrialConfig {
  readonly host: string;
  readonly port: number;
  readonly operationsPort: number;
  readonly connection: string;
  /** Parameters of every product. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Renders the configuration of a gateway for a trial; its files lie next to it. */
export function renderGatewayConfig({
  host,
  port,
  operationsPort,
  connection,
  settings,
}: TrialConfig): object {
  const access: AccessSettingsInput = {
    rules: [
      {
        name: 'trial',
        certificate: { issuer: `CN=${trialNames.authority}`, subject: `CN=${trialNames.client}` },
        roles: ['read', 'enroll', 'revoke'],
      },
    ],
  };
  return {
    _comments:
      'Written by certbridge gateway init, for a trial: its certificates are of an authority of its own.',
    listen: {
      host,
      port,
      certificateFile: 'server.pem',
      keyFile: 'server.key',
      clientAuthorityFiles: ['ca.pem'],
    },
    operations: { host, port: operationsPort },
    database: 'gateway.db',
    cas: [{ name: 'Sectigo', connection, settings }],
    access,
  };
}
