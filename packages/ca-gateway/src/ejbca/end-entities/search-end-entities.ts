import type { Context } from 'hono';
import * as v from 'valibot';
import type { GatewayEnv } from '../../gateway-env.ts';
import type { EjbcaServices } from '../ejbca-services.ts';
import { knownNames } from '../known-names.ts';
import { readBody } from '../read-body.ts';
import { checkResultLimit } from '../result-limit.ts';
import { anyRole, mayKnow } from '../rights.ts';
import { IntegerSchema, objectOf } from '../wire/body-parts.ts';
import { CriteriaSchema } from '../wire/criteria-schema.ts';
import { readEndEntityCriteria } from '../wire/end-entity-criteria.ts';
import type { EndEntity } from './end-entity.ts';

const SearchEndEntitiesSchema = objectOf({
  max_number_of_results: IntegerSchema,
  criteria: CriteriaSchema,
  // Read only for its type.
  current_page: v.nullish(IntegerSchema),
});

/** Finds end entities. */
export async function searchEndEntities(
  context: Context<GatewayEnv>,
  services: EjbcaServices,
): Promise<Response> {
  const { max_number_of_results: limit, criteria } = await readBody(context, SearchEndEntitiesSchema);
  const { settings, endEntities } = services;
  checkResultLimit(limit, settings.pageLimit);
  const { caller } = context.var;
  const matches = readEndEntityCriteria(
    criteria,
    await knownNames(services, { caller, criteria, roles: anyRole }),
  );
  const found = (await endEntities.list()).filter((entity) => mayKnow(caller, entity) && matches(entity));
  return context.json({
    end_entities: found.slice(0, limit).map(render),
    more_results: found.length > limit,
  });
}

function render(entity: EndEntity) {
  return {
    username: entity.userName,
    dn: entity.subject,
    subject_alt_name: entity.subjectAlternativeName,
    email: entity.email,
    status: entity.status,
    token: entity.token,
    extension_data: entity.extensionData,
  };
}
