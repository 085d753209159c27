/** What is printed about a prepared gateway. */
export interface PreparedGateway {
  /** File of the configuration. */
  readonly config: string;
  /** Origin without a path. */
  readonly url: string;
  /** Origin of health and metrics. */
  readonly operations: string;
  /** Files for a client: the authority to trust, its certificate and its key. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  readonly profiles: readonly { readonly name: string; readonly id: number; readonly productId: string }[];
}

/** Renders what the operator does next, with the CA record to enter in Command. */
export function renderCaRecord({
  config,
  url,
  operations,
  ca,
  certificate,
  key,
  profiles,
}: PreparedGateway): string[] {
  return [
    `Configuration  ${config}`,
    `Start it with  certbridge gateway --config ${config}`,
    `Health         ${operations}/health/ready`,
    '',
    'CA record to enter in Command:',
    '  CA type                                 HTTPS CA (CAType 1)',
    `  Host URL (HostName)                     ${url}/AnyGatewayREST/ejbca`,
    `  Client certificate                      ${certificate}, key ${key}`,
    `  Certificate authority to trust          ${ca}`,
    '  Full scan, incremental scan             once a day, every 5 minutes',
    '  New end entity on renewal and reissue   yes (NewEndEntityOnRenewAndReissue true)',
    '',
    'Certificate profiles, under the end entity profile AnyCA (1):',
    ...profiles.map(({ id, name }) => `  ${id}  ${name}`),
  ];
}
