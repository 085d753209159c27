import type { CommandCollection, CommandMetadataField } from '../command/command-state.ts';
import type { ScmCustomField, ScmDomain, ScmOrganization, ScmPerson, ScmProfile } from '../scm/scm-state.ts';

const sectigoIssuer = (kind: string): string =>
  `CN=Sectigo Public Server Authentication CA ${kind} R36,O=Sectigo Limited,C=GB`;

/** Profiles of the seeded account; the last one isn't among the type ids for a configuration. */
export function seedProfiles(): [ScmProfile, ScmProfile, ScmProfile, ScmProfile] {
  const profile = (
    id: number,
    kind: 'DV' | 'OV' | 'EV',
    name: string,
    validationType: string,
  ): ScmProfile => ({
    id,
    name,
    description: `${name} for public servers`,
    terms: kind === 'EV' ? [199] : [90, 199],
    validationType,
    issuerDn: sectigoIssuer(kind),
  });
  return [
    profile(1001, 'DV', 'Sectigo DV SSL', 'Domain Validation (DV)'),
    profile(1002, 'OV', 'Sectigo OV SSL', 'Organization Validation (OV)'),
    profile(1003, 'EV', 'Sectigo EV SSL', 'Extended Validation (EV)'),
    profile(1044, 'OV', 'Sectigo OV SSL (lab)', 'Organization Validation (OV)'),
  ];
}

/** Organizations and departments of the seeded account; certificates belong to the first three, the others may not order. */
export function seedOrganizations(): ScmOrganization[] {
  return [
    { id: 201, name: 'Corp Holding' },
    { id: 202, name: 'Corp Services' },
    { id: 203, name: 'Corp Services Web', parentId: 202 },
    { id: 204, name: 'Corp Services Mail', parentId: 202, certTypes: ['SMIME'] },
    { id: 205, name: 'Corp Lab', certTypes: [] },
    { id: 206, name: 'Corp Archive', sslCertsApiEnabled: false },
  ];
}

/** Persons of the seeded account. */
export function seedPersons(): ScmPerson[] {
  const person = (id: number, organizationId: number, name: string): ScmPerson => {
    const [firstName = '', lastName = ''] = name.split(' ');
    return {
      id,
      organizationId,
      firstName,
      lastName,
      email: `${name.toLowerCase().replace(' ', '.')}@corp.example`,
      phone: `+49 221 ${id}`,
      secondaryEmails: id % 2 === 0 ? [`${lastName.toLowerCase()}@vendor.example`] : [],
    };
  };
  return [
    person(401, 201, 'Anna Berg'),
    person(402, 202, 'Li Wei'),
    person(403, 202, 'Omar Haddad'),
    person(404, 203, 'Zoë Laurent'),
    person(405, 201, 'Jan Novak'),
  ];
}

/** Domains of the seeded account: validated, never validated, and expired. */
export function seedDomains(today: number): ScmDomain[] {
  const domain = (name: string, status: ScmDomain['status'], expiresIn: number | null): ScmDomain => ({
    domain: name,
    orgId: 201,
    status,
    method: expiresIn === null ? null : 'CNAME',
    validatedAt: expiresIn === null ? null : today + (expiresIn - 199) * 86_400_000,
    expiresAt: expiresIn === null ? null : today + expiresIn * 86_400_000,
    orderStatus: 'NOT_INITIATED',
    orderMethod: null,
    submittedAt: null,
    statusRequests: 0,
  });
  return [
    domain('corp.example', 'VALIDATED', 120),
    domain('shop.example', 'VALIDATED', 14),
    domain('new.example', 'NOT_VALIDATED', null),
    domain('old.example', 'EXPIRED', -30),
  ];
}

/** Custom fields of the seeded account. */
export function seedCustomFields(): ScmCustomField[] {
  const field = (
    id: number,
    name: string,
    type: ScmCustomField['input']['type'],
    rest: Partial<ScmCustomField> = {},
  ): ScmCustomField => ({
    id,
    name,
    certType: 'ssl',
    state: 'ACTIVE',
    input: { type },
    mandatories: [],
    ...rest,
  });
  return [
    field(301, 'Cost Center', 'TEXT_SINGLE_LINE', { mandatories: ['ADMIN_UI', 'REST_API'] }),
    field(302, 'Owner/Team', 'TEXT_SINGLE_LINE'),
    field(303, 'Contact E-mail', 'EMAIL'),
    field(304, 'Asset Number', 'NUMBER'),
    field(305, 'Environment', 'TEXT_OPTION', {
      input: { type: 'TEXT_OPTION', options: ['Production', 'Staging', 'Test'] },
    }),
    field(306, 'Review Date', 'DATE'),
    field(307, 'Notes', 'TEXT_MULTI_LINE'),
    field(308, 'Legacy Code', 'TEXT_SINGLE_LINE', { state: 'INACTIVE' }),
    field(309, 'Mailbox Owner', 'TEXT_SINGLE_LINE', { certType: 'smime' }),
  ];
}

/** Initial metadata fields of Command, unrelated to SCM. */
export function seedMetadataFields(): [CommandMetadataField, CommandMetadataField] {
  const field = (Id: number, Name: string, rest: Partial<CommandMetadataField>): CommandMetadataField => ({
    Id,
    Name,
    Description: '',
    DataType: 1,
    Hint: null,
    Validation: null,
    Enrollment: 0,
    Message: null,
    Options: null,
    DefaultValue: null,
    DisplayOrder: Id - 1,
    CaseSensitive: false,
    ExemptFromActionedCount: false,
    ...rest,
  });
  return [
    field(1, 'BusinessUnit', { Description: 'Unit that pays for the certificate', Hint: 'e.g. Retail' }),
    field(2, 'Criticality', { Description: 'Impact of an outage', DataType: 5, Options: 'High,Medium,Low' }),
  ];
}

/** Initial collections of Command; together they don't cover all certificates. */
export function seedCollections(): CommandCollection[] {
  return [
    { id: 1, name: 'Sectigo', query: 'IssuerDN -contains "Sectigo"' },
    { id: 2, name: 'Corp Holding', query: 'IssuedDN -contains "O=Corp Holding"' },
    { id: 3, name: 'Web servers', query: 'CN -startswith "www-" OR CN -startswith "shop-"' },
  ];
}

/** DN of an issuer other than Sectigo. */
export const corpIssuerDn = 'CN=Corp Issuing CA 1,DC=corp,DC=example';
