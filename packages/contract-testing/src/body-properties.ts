import type { Operation } from './operations.ts';
import { type ContractDocument, resolve, type Schema } from './schema.ts';

/** Lists the properties of an operation's JSON body as paths, `criteria.0.value` for those of the items of a list. */
export function listBodyProperties(document: ContractDocument, { requestBody }: Operation): string[] {
  const content = requestBody?.content['application/json'];
  return content === undefined ? [] : listProperties(document, content.schema, '');
}

function listProperties(document: ContractDocument, schema: Schema, prefix: string): string[] {
  const { properties = {}, items } = resolve(document, schema);
  return [
    ...Object.entries(properties).flatMap(([name, property]) => [
      `${prefix}${name}`,
      ...listProperties(document, property, `${prefix}${name}.`),
    ]),
    ...(items === undefined ? [] : listProperties(document, items, `${prefix}0.`)),
  ];
}
