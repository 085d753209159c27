import { isRecord } from '@certbridge/plain-text';
import { checkReturned } from '../../arguments/check-returned.ts';
import { invalidArgument } from '../../arguments/check-values.ts';
import { kindOf } from '../../arguments/kind-of.ts';
import type { EndEntity } from './end-entity.ts';
import type { EndEntityStore } from './end-entity-store.ts';

/**
 * Has a store throw an `ApiError` 'invalid-argument' where it returns something else than it has to. An end entity without its CA would count as one
 * of any CA, and a number of changed rows as a yes.
 */
export function checkedEndEntities(store: EndEntityStore): EndEntityStore {
  return {
    add: async (entity) => checkReturned(await store.add(entity), 'The function add of endEntities'),
    async find(userName) {
      const found = await store.find(userName);
      return found === undefined ? undefined : checkEndEntity(found, 'find');
    },
    replace: async (found, entity) =>
      checkReturned(await store.replace(found, entity), 'The function replace of endEntities'),
    remove: (userName) => store.remove(userName),
    async list() {
      const all = await store.list();
      if (!Array.isArray(all)) {
        throw invalidArgument(
          `The function list of endEntities must return a list; it returned ${kindOf(all)}.`,
        );
      }
      return all.map((each) => checkEndEntity(each, 'list'));
    },
  };
}

/** Checks what decides who may order for an end entity. */
function checkEndEntity(found: EndEntity, of: 'find' | 'list'): EndEntity {
  const { ca, profile, status, passwordHash, csrSha256 }: Partial<EndEntity> = isRecord(found) ? found : {};
  const isOne =
    [ca, profile, status].every((each) => typeof each === 'string') &&
    [passwordHash, csrSha256].every((each) => each === null || typeof each === 'string');
  if (isOne) return found;
  throw invalidArgument(
    `The function ${of} of endEntities must return end entities as they were added; it returned ${kindOf(found)}.`,
  );
}
