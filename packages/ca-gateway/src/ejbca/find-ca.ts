import type { CaHost, HostedCa } from '@certbridge/ca-host';
import { GatewayError } from '../gateway-error.ts';

/** Finds a CA by the name of the configuration. Throws a GatewayError where there is none: 400, as EJBCA has it. */
export function findCa({ cas }: CaHost, name: string): HostedCa {
  const ca = cas.find((each) => each.name === name);
  if (ca === undefined) {
    throw new GatewayError(400, "A CA with this name doesn't exist. GET /v1/ca lists the names.");
  }
  return ca;
}
