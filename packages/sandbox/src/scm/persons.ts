import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { isRefusal, readPage, readPositive, takePage } from './paging.ts';
import { badRequest, errorResponse, isScmError, type ScmError, scmJson } from './scm-error.ts';
import type { ScmPerson } from './scm-state.ts';

/** Handles `GET /api/person/v1`; the switch `textFilter` determines how text filters match. */
export function listPersons(c: SandboxContext, world: World): Response {
  const { scm, switches } = world;
  const organizationId = readPositive(c, 'organizationId');
  if (isRefusal(organizationId)) return errorResponse(organizationId);
  const refusal = checkPhone(c.req.query('phone') ?? '');
  if (refusal !== undefined) return errorResponse(refusal);
  const page = readPage(c, switches);
  if (isScmError(page)) return errorResponse(page);
  const matches = (parameter: string, texts: readonly string[]): boolean => {
    const wanted = c.req.query(parameter) ?? '';
    if (wanted === '') return true;
    if (switches.textFilter === 'exact') return texts.includes(wanted);
    return texts.some((text) => text.toLowerCase().includes(wanted.toLowerCase()));
  };
  const selected = scm.persons.filter(
    (person) =>
      (organizationId === undefined || person.organizationId === organizationId) &&
      matches('name', [fullName(person)]) &&
      matches('commonName', [fullName(person)]) &&
      matches('email', [person.email]) &&
      matches('phone', [person.phone]) &&
      matches('secondaryEmail', person.secondaryEmails),
  );
  return scmJson(
    takePage(selected, page).map((person) => renderPerson(person, world)),
    { 'x-total-count': String(selected.length) },
  );
}

/** Handles `GET /api/person/v1/{id}`. */
export function getPerson(c: SandboxContext, world: World): Response {
  const id = c.req.param('id') ?? '';
  const person = world.scm.persons.find((candidate) => candidate.id === Number(id));
  return person === undefined
    ? errorResponse({ status: 404, code: -105, description: `Person with ID: ${id} was not found` })
    : scmJson(renderPerson(person, world));
}

/** Handles `GET /api/person/v1/id/byEmail/{email}`. */
export function findPersonByEmail(c: SandboxContext, { scm }: World): Response {
  const email = (c.req.param('email') ?? '').toLowerCase();
  const person = scm.persons.find((candidate) => candidate.email.toLowerCase() === email);
  return person === undefined
    ? errorResponse({ status: 404, code: -105, description: 'Person was not found' })
    : scmJson({ personId: person.id });
}

function checkPhone(phone: string): ScmError | undefined {
  return phone.length <= 32 && /^[#|0-9()\-+ x]*$/.test(phone)
    ? undefined
    : badRequest(-1001, "Value of 'phone' is not valid.");
}

function fullName({ firstName, lastName }: ScmPerson): string {
  return `${firstName} ${lastName}`.trim();
}

function renderPerson(person: ScmPerson, { start }: World): Record<string, unknown> {
  const created = start.toISOString();
  return {
    id: person.id,
    firstName: person.firstName,
    middleName: '',
    lastName: person.lastName,
    email: person.email,
    organizationId: person.organizationId,
    validationType: 'STANDARD',
    phone: person.phone,
    secondaryEmails: person.secondaryEmails,
    commonName: fullName(person),
    eppn: '',
    upn: '',
    created,
    modified: created,
  };
}
