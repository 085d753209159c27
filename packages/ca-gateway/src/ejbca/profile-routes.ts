import type { CaProfile } from '@certbridge/ca-host';
import type { Context } from 'hono';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';
import { listOffers, type Offer } from '../list-offers.ts';
import { Patience } from '../patience.ts';
import type { EjbcaApp, EjbcaServices } from './ejbca-services.ts';
import { endEntityProfile } from './end-entity-profile.ts';
import { mayKnow } from './rights.ts';
import { ejbcaPrefix } from './routing-path.ts';
import { certificateProfile } from './wire/certificate-profile.ts';

/** Adds the operations on profiles: one end entity profile, and a certificate profile for each product. */
export function addProfileRoutes(app: EjbcaApp, services: EjbcaServices): void {
  app.get(`${ejbcaPrefix}/v2/certificate/profile/:name`, async (context) => {
    const name = context.req.param('name');
    const offers = await knownProfiles(context, services, ({ name: other }) => other === name);
    if (offers.length === 0) {
      throw new GatewayError(400, 'Invalid search criteria, unknown certificate profile.');
    }
    return context.json(certificateProfile(offers.map(({ ca, profile }) => ({ ca: ca.name, profile }))));
  });

  app.get(`${ejbcaPrefix}/v2/endentity/profiles/authorized`, (context) => {
    const { caller } = context.var;
    const isAuthorized = services.host.cas.some(({ name }) => mayKnow(caller, { ca: name }));
    return context.json({
      end_entitie_profiles: isAuthorized ? [{ ...endEntityProfile, description: '' }] : [],
    });
  });

  app.get(`${ejbcaPrefix}/v2/endentity/profile/:name`, async (context) => {
    if (context.req.param('name') !== endEntityProfile.name) {
      throw new GatewayError(
        404,
        `The end entity profile does not exist. Its name is ${endEntityProfile.name}.`,
      );
    }
    const known = await knownProfiles(context, services);
    return context.json({
      end_entity_profile_name: endEntityProfile.name,
      available_cas: unique(known.map(({ ca }) => ca.name)),
      available_certificate_profiles: unique(known.map(({ profile }) => profile.name)),
      subject_distinguished_name_fields: ['CN', 'O', 'OU', 'L', 'ST', 'C'],
      subject_alternative_name_fields: ['DNSNAME', 'IPADDRESS'],
    });
  });
}

/** Lists the profiles that the caller may know, or those that are wanted, CA by CA. */
async function knownProfiles(
  context: Context<GatewayEnv>,
  { host, settings }: EjbcaServices,
  wanted?: (profile: CaProfile) => boolean,
): Promise<readonly Offer[]> {
  const { caller } = context.var;
  const cas = host.cas.filter(({ name }) => mayKnow(caller, { ca: name }));
  const { retryAfterSeconds } = settings;
  const offers = await listOffers(cas, { ...new Patience(settings).options(), wanted, retryAfterSeconds });
  return offers.filter(({ ca, profile }) => mayKnow(caller, { ca: ca.name, profile: profile.name }));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
