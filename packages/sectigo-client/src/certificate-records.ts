import {
  ApiError,
  type ArgumentsOf,
  type CallOptions,
  checkCalls,
  checkRecord,
  optional,
  path,
  type RestRequest,
  required,
  type Shape,
} from '@certbridge/rest-client';
import { callOptions } from './argument-shapes.ts';
import { callOnce } from './call-once.ts';
import { SslDetailsDocumentSchema } from './certificate-schemas.ts';
import {
  checkId,
  checkInteger,
  checkOneOf,
  checkOptionalId,
  checkRecordOf,
  checkText,
  checkTexts,
  invalidArgument,
} from './check-arguments.ts';
import { checkCsr } from './check-order.ts';
import { findUnstoredFields, planCustomFieldList } from './custom-field-list.ts';
import type { ScmApi } from './scm-api.ts';
import type { SslDetails } from './ssl-details.ts';
import { system } from './system.ts';

/**
 * Changes to the record of a certificate; absent keys are left unchanged. The first six keys can be changed only while
 * the status is Requested, Declined, Rejected or Invalid. What SCM does otherwise isn't documented; it may just ignore
 * them. Custom fields have their own call.
 */
export interface CertificateUpdate {
  /** Days. */
  readonly term?: number | undefined;
  /** Id of the certificate profile. */
  readonly certTypeId?: number | undefined;
  readonly orgId?: number | undefined;
  readonly commonName?: string | undefined;
  readonly csr?: string | undefined;
  readonly subjectAlternativeNames?: readonly string[] | undefined;
  /** E-mail addresses, separated by commas; "" removes them. */
  readonly externalRequester?: string | undefined;
  /** Replaces the existing comments; at most 1024 characters. */
  readonly comments?: string | undefined;
  readonly autoRenewDetails?:
    | {
        readonly state: 'Not scheduled' | 'Scheduled';
        /** Days. Default: 30. With Scheduled only. */
        readonly daysBeforeExpiration?: number | undefined;
      }
    | undefined;
  readonly suspendNotifications?: boolean | undefined;
  readonly requester?: string | undefined;
  readonly requesterAdminId?: number | undefined;
  /** -1 removes the approver. */
  readonly approverAdminId?: number | undefined;
}

/** Options of a call that carries custom fields. */
export interface CustomFieldsCallOptions extends CallOptions {
  /** Custom fields whose values, new and stored, are redacted from errors, in case the server echoes them. */
  readonly sensitiveFields?: readonly string[] | undefined;
  /** Other texts to redact from errors. */
  readonly secrets?: readonly string[] | undefined;
}

/** Records of certificates. */
export interface CertificateRecords {
  /**
   * Gets the record of a certificate. Dates are `yyyy-MM-dd`; a key without a value is absent, never null or "". Throws an
   * `ApiError` 'not-found' if there is none with this id or the login may not see it, and 'invalid-response' if the
   * response is the record of another certificate.
   */
  get(sslId: number, options?: CallOptions): Promise<SslDetails>;
  /**
   * Changes the record and returns it. Sends only the given keys, so it can be retried safely. Throws an `ApiError`
   * 'invalid-response' if the response is the record of another certificate. SCM has no version check: the last writer wins.
   */
  update(sslId: number, changes: CertificateUpdate, options?: CallOptions): Promise<SslDetails>;
  /**
   * Sets custom fields by name, "" to clear, and returns the record. Other fields keep their values, and no other key of
   * the record is sent. Writes nothing if all values are stored already. Only own enumerable properties of `values` count.
   *
   * Reads the record first, since the whole list must be sent; a concurrent change by somebody else is lost. Throws an
   * `ApiError` 'not-stored' if the response shows other values than were sent.
   */
  updateCustomFields(
    sslId: number,
    values: Readonly<Record<string, string>>,
    options?: CustomFieldsCallOptions,
  ): Promise<SslDetails>;
  /** Deletes the record of an imported or discovered certificate; SCM refuses others. Never retried. */
  remove(sslId: number, options?: CallOptions): Promise<void>;
}

const updateShape = {
  term: 'number?',
  certTypeId: 'number?',
  orgId: 'number?',
  commonName: 'text?',
  csr: 'text?',
  subjectAlternativeNames: 'list?',
  externalRequester: 'text?',
  comments: 'text?',
  autoRenewDetails: { state: 'text', daysBeforeExpiration: 'number?' },
  suspendNotifications: 'flag?',
  requester: 'text?',
  requesterAdminId: 'number?',
  approverAdminId: 'number?',
} as const satisfies Shape<CertificateUpdate>;
const argumentsOf: ArgumentsOf<CertificateRecords> = {
  get: [null, callOptions],
  update: [null, required('property', updateShape), callOptions],
  updateCustomFields: [
    null,
    null,
    optional('option', { signal: 'signal?', sensitiveFields: 'texts?', secrets: 'texts?' }),
  ],
  remove: [null, callOptions],
};

/** Creates the record calls of a client. */
export function createCertificateRecords({ rest, dialect }: ScmApi): CertificateRecords {
  async function get(sslId: number, { signal }: CallOptions = {}): Promise<SslDetails> {
    const target = path`/api/ssl/v1/${checkId(sslId, 'sslId')}`;
    const { data } = await rest.json({
      method: 'GET',
      path: target,
      query: dialect.dateQuery,
      schema: SslDetailsDocumentSchema,
      signal,
    });
    checkRecord(data.sslId, sslId, { system, method: 'GET', path: target, what: 'certificate' });
    return data;
  }

  async function put(
    body: { readonly sslId: number; readonly [key: string]: unknown },
    { signal, sensitive }: CallOptions & Pick<RestRequest, 'sensitive'>,
  ): Promise<SslDetails> {
    const { data } = await rest.json({
      method: 'PUT',
      path: '/api/ssl/v1',
      query: dialect.dateQuery,
      body,
      // The update sets values, so it is safe to repeat.
      idempotent: true,
      sensitive,
      schema: SslDetailsDocumentSchema,
      signal,
    });
    const call = { system, method: 'PUT', path: '/api/ssl/v1', what: 'certificate' };
    checkRecord(data.sslId, body.sslId, call);
    return data;
  }

  const calls: CertificateRecords = {
    get,

    async update(sslId, changes, options = {}) {
      return await put({ sslId: checkId(sslId, 'sslId'), ...checkChanges(changes) }, options);
    },

    async updateCustomFields(sslId, values, options = {}) {
      checkValues(values);
      const details = await get(sslId, options);
      const customFields = planCustomFieldList(details.customFields ?? [], values);
      if (customFields === undefined) return details;
      checkAllReadable(details, values);
      const { sensitiveFields = [], secrets = [], signal } = options;
      const sensitive = [...(details.customFields ?? []), ...customFields]
        .filter(({ name }) => sensitiveFields.includes(name))
        .map(({ value }) => value);
      const stored = await put({ sslId, customFields }, { signal, sensitive: [...secrets, ...sensitive] });
      const unstored = findUnstoredFields(stored.customFields ?? [], customFields);
      if (unstored.length === 0) return stored;
      throw new ApiError(
        `${system} took the update of certificate ${sslId} but doesn't show the values that were sent for ${unstored.map((name) => `"${name}"`).join(', ')}. Check that the custom fields are active and accept such values.`,
        { code: 'not-stored', system, method: 'PUT', path: '/api/ssl/v1' },
      );
    },

    async remove(sslId, { signal } = {}) {
      const target = path`/api/ssl/v1/${checkId(sslId, 'sslId')}`;
      await callOnce(rest.send({ method: 'DELETE', path: target, signal }), {
        howToCheck: 'where it did, the certificate is not found any more.',
        again: true,
      });
    },
  };
  return checkCalls(calls, argumentsOf, { of: 'certificates', system });
}

function checkValues(values: Readonly<Record<string, string>>): void {
  const place = { name: 'The values of custom fields', what: 'an object of texts by name' };
  checkRecordOf(values, place);
  if (Object.values(values).every((value: unknown) => typeof value === 'string')) return;
  throw invalidArgument(`${place.name} must be ${place.what}.`);
}

/** The other fields are sent back as they were read, so an unreadable one would be cleared. */
function checkAllReadable(
  { sslId, customFields = [] }: SslDetails,
  values: Readonly<Record<string, string>>,
): void {
  const unreadable = customFields.find(
    ({ name, isUnreadable }) => isUnreadable && !Object.hasOwn(values, name),
  );
  if (unreadable === undefined) return;
  throw new ApiError(
    `${system} gives a value of "${unreadable.name}" of certificate ${sslId} that can't be read. Nothing was written, since all custom fields are sent together and that value would be lost. Correct it in SCM.`,
    { code: 'invalid-response', system, method: 'PUT', path: '/api/ssl/v1' },
  );
}

function checkChanges(changes: CertificateUpdate): CertificateUpdate {
  if (Object.values(changes).every((value) => value === undefined)) {
    throw invalidArgument('Argument 2 of certificates.update changes nothing.');
  }
  checkOptionalId(changes.term, 'term');
  checkTexts(changes.subjectAlternativeNames, 'subjectAlternativeNames');
  checkOptionalId(changes.certTypeId, 'certTypeId');
  checkOptionalId(changes.orgId, 'orgId');
  checkOptionalId(changes.requesterAdminId, 'requesterAdminId');
  checkOptionalId(changes.autoRenewDetails?.daysBeforeExpiration, 'daysBeforeExpiration');
  if (changes.approverAdminId !== undefined && changes.approverAdminId !== -1) {
    checkInteger(changes.approverAdminId, { name: 'approverAdminId', least: 1, most: 2_147_483_647 });
  }
  if (changes.autoRenewDetails !== undefined) {
    const allowed = ['Not scheduled', 'Scheduled'] as const;
    checkOneOf(changes.autoRenewDetails.state, { name: 'autoRenewDetails.state', allowed });
  }
  if (changes.comments !== undefined) {
    checkText(changes.comments, { name: 'comments', least: 0, most: 1024 });
  }
  return changes.csr === undefined ? changes : { ...changes, csr: checkCsr(changes.csr) };
}
