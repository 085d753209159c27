import {
  ApiError,
  type ArgumentsOf,
  type CallOptions,
  checkCalls,
  checkRecord,
  optional,
  type PagedList,
  path,
} from '@certbridge/rest-client';
import { callOptions, listOptions } from './argument-shapes.ts';
import type { ListOptions } from './call-options.ts';
import { checkId, checkOptionalId, checkText } from './check-arguments.ts';
import type { Person } from './person.ts';
import { PersonDocumentSchema, PersonIdDocumentSchema, PersonListDocumentSchema } from './person-schemas.ts';
import { readList } from './read-list.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';

/** Filters of the list of persons; an absent one matches everything. */
export interface PersonFilter {
  readonly name?: string | undefined;
  readonly organizationId?: number | undefined;
  readonly email?: string | undefined;
  readonly commonName?: string | undefined;
  readonly phone?: string | undefined;
  readonly secondaryEmail?: string | undefined;
}

/** Persons. [SCM API documentation 25.5, "Persons"; version 2 in the Admin Operations API] */
export interface Persons {
  /** Lists the matching persons, each once. */
  list(filter?: PersonFilter, options?: ListOptions): PagedList<Person>;
  /** Gets a person. Throws an `ApiError` 'not-found' if there is none with this id. */
  get(id: number, options?: CallOptions): Promise<Person>;
  /** Finds the id of the person with this e-mail address; undefined if there is none. */
  findByEmail(email: string, options?: CallOptions): Promise<number | undefined>;
}

const argumentsOf: ArgumentsOf<Persons> = {
  list: [
    optional('filter', {
      name: 'text?',
      organizationId: 'number?',
      email: 'text?',
      commonName: 'text?',
      phone: 'text?',
      secondaryEmail: 'text?',
    }),
    listOptions,
  ],
  get: [null, callOptions],
  findByEmail: [null, callOptions],
};

/** Creates the person calls of a client. */
export function createPersons(api: ScmApi): Persons {
  const { rest, dialect } = api;
  const calls: Persons = {
    list(filter = {}, options) {
      const { name, organizationId, email, commonName, phone, secondaryEmail } = filter;
      checkOptionalId(organizationId, 'organizationId');
      const list = {
        path: dialect.persons,
        query: { name, organizationId, email, commonName, phone, secondaryEmail },
        schema: PersonListDocumentSchema,
        idOf: ({ id }: Person) => id,
        what: 'the list of persons',
      };
      return readList(api, list, options);
    },

    async get(id, { signal } = {}) {
      const call = { method: 'GET', path: dialect.persons + path`/${checkId(id, 'id')}` } as const;
      const { data } = await rest.json({ ...call, schema: PersonDocumentSchema, signal });
      checkRecord(data.id, id, { ...call, system, what: 'person' });
      return data;
    },

    async findByEmail(email, { signal } = {}) {
      const address = checkText(email, { name: 'email', most: 320 });
      try {
        const { data } = await rest.json({
          method: 'GET',
          path: dialect.persons + path`/id/byEmail/${address}`,
          schema: PersonIdDocumentSchema,
          signal,
        });
        return data.personId;
      } catch (error) {
        if (error instanceof ApiError && error.code === 'not-found') return undefined;
        throw error;
      }
    },
  };
  return checkCalls(calls, argumentsOf, { of: 'persons', system, lists: ['list'] });
}
