import { GatewayError } from '../../gateway-error.ts';
import type { EndEntity } from './end-entity.ts';
import type { EndEntityStore } from './end-entity-store.ts';

/** Creates a store in memory, of at most `limit` end entities; not shared between processes, and lost at a restart. */
export function createMemoryEndEntityStore(limit = 10_000): EndEntityStore {
  const entities = new Map<string, EndEntity>();
  return {
    async add(entity) {
      if (entities.has(entity.userName)) return false;
      if (entities.size >= limit) {
        throw new GatewayError(
          503,
          'The gateway keeps no more end entities. Delete those that are done with.',
        );
      }
      entities.set(entity.userName, entity);
      return true;
    },
    find: async (userName) => entities.get(userName),
    async replace(found, entity) {
      if (entities.get(found.userName) !== found) return false;
      entities.set(entity.userName, entity);
      return true;
    },
    async remove(userName) {
      entities.delete(userName);
    },
    list: async () => [...entities.values()].sort((a, b) => (a.userName < b.userName ? -1 : 1)),
  };
}
