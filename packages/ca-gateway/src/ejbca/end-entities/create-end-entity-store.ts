import type { NamedRecord, RecordStore } from '@certbridge/ca-host';
import { checkArgument, required, type Shape } from '@certbridge/rest-client';
import { checkDate, checkFunctions, checkText } from '../../arguments/check-values.ts';
import type { EndEntity } from './end-entity.ts';
import type { EndEntityStore } from './end-entity-store.ts';

const recordFunctions = ['add', 'find', 'replace', 'remove', 'list'] as const satisfies (keyof RecordStore)[];

const endEntityArgument = required('property', {
  userName: 'text',
  passwordHash: 'text or null',
  subject: 'text',
  subjectAlternativeName: 'text or null',
  email: 'text or null',
  ca: 'text',
  profile: 'text',
  token: 'text',
  status: 'text',
  extensionData: 'list',
  csrSha256: 'text or null',
  changedAt: 'any',
} satisfies Shape<EndEntity>);

/** Keeps end entities in the database of a host: `createEndEntityStore(database.records('end entity'))`. */
export function createEndEntityStore(records: RecordStore): EndEntityStore {
  checkFunctions(records, 'The argument of createEndEntityStore', recordFunctions);
  return {
    async add(entity) {
      checkEndEntity(entity, { position: 1, of: 'endEntities.add' });
      return records.add(toRecord(entity));
    },
    async find(userName) {
      checkText(userName, 'Argument 1 of endEntities.find');
      const content = records.find(userName);
      return content === undefined ? undefined : parse(content);
    },
    async replace(found, entity) {
      checkEndEntity(found, { position: 1, of: 'endEntities.replace' });
      checkEndEntity(entity, { position: 2, of: 'endEntities.replace' });
      return records.replace(toRecord(entity), toRecord(found).content);
    },
    async remove(userName) {
      checkText(userName, 'Argument 1 of endEntities.remove');
      return records.remove(userName);
    },
    list: async () => records.list().map(({ content }) => parse(content)),
  };
}

function checkEndEntity(
  entity: EndEntity,
  { position, of }: { readonly position: number; readonly of: string },
): void {
  const name = `argument ${position} of ${of}`;
  checkText(entity?.userName, `The userName of ${name}`);
  checkDate(entity.changedAt, `The changedAt of ${name}`);
  checkArgument(entity, endEntityArgument, { of: name, name });
}

function toRecord(entity: EndEntity): NamedRecord {
  return { name: entity.userName, content: JSON.stringify(entity) };
}

/** Parses what this store has written. */
function parse(content: string): EndEntity {
  const entity = JSON.parse(content) as EndEntity;
  return { ...entity, changedAt: new Date(entity.changedAt) };
}
