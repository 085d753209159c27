import type { EndEntity } from './end-entity.ts';

/** Keeps end entities: names that certificates are ordered for in two steps. All processes of a gateway share what a store keeps. */
export interface EndEntityStore {
  /** Adds one. False if its user name is taken. */
  add(entity: EndEntity): Promise<boolean>;
  /** Finds one by its user name. */
  find(userName: string): Promise<EndEntity | undefined>;
  /** Replaces one that was found. False if any process changed or removed it meanwhile. */
  replace(found: EndEntity, entity: EndEntity): Promise<boolean>;
  /** Removes one, if it is there. */
  remove(userName: string): Promise<void>;
  /** Lists all, in the order of their user names. */
  list(): Promise<readonly EndEntity[]>;
}
