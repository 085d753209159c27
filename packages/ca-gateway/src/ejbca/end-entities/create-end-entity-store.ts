import type { RecordStore } from '@certbridge/ca-host';
import type { EndEntity } from './end-entity.ts';
import type { EndEntityStore } from './end-entity-store.ts';

/** Keeps end entities in the database of a host: `createEndEntityStore(database.records('end entity'))`. */
export function createEndEntityStore(records: RecordStore): EndEntityStore {
  return {
    add: (entity) => records.add(toRecord(entity)),
    find: async (userName) => {
      const content = records.find(userName);
      return content === undefined ? undefined : parse(content);
    },
    replace: (found, entity) => records.replace(toRecord(entity), toRecord(found).content),
    remove: (userName) => records.remove(userName),
    list: async () => records.list().map(({ content }) => parse(content)),
  };
}

function toRecord(entity: EndEntity): { readonly name: string; readonly content: string } {
  return { name: entity.userName, content: JSON.stringify(entity) };
}

/** Nobody else writes what is parsed here. */
function parse(content: string): EndEntity {
  const entity = JSON.parse(content) as EndEntity;
  return { ...entity, changedAt: new Date(entity.changedAt) };
}
