import {
  type ArgumentsOf,
  type CallOptions,
  checkCalls,
  optional,
  type PagedList,
  path,
  required,
} from '@certbridge/rest-client';
import { callOptions, listOptions } from './argument-shapes.ts';
import { callOnce } from './call-once.ts';
import type { ListOptions } from './call-options.ts';
import { checkOneOf, checkOptionalId, checkText, invalidArgument } from './check-arguments.ts';
import type {
  DomainValidation,
  DomainValidationOrder,
  DomainValidationStart,
  DomainValidationStatus,
} from './domain-validation.ts';
import {
  DomainValidationListDocumentSchema,
  DomainValidationOrderDocumentSchema,
  DomainValidationStartDocumentSchema,
  DomainValidationStatusDocumentSchema,
} from './domain-validation-schemas.ts';
import {
  type DcvMode,
  type DcvOrderStatus,
  type DomainStatus,
  dcvOrderStatusLabels,
  domainStatusLabels,
  writeDcvOrderStatus,
  writeDomainStatus,
} from './labels.ts';
import { readList } from './read-list.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';

/** Filters of the list of domains; an absent one matches everything. */
export interface DomainValidationFilter {
  readonly domain?: string | undefined;
  /** Id of the organization. */
  readonly org?: number | undefined;
  /** Id of the department. */
  readonly department?: number | undefined;
  readonly dcvStatus?: DomainStatus | undefined;
  readonly orderStatus?: DcvOrderStatus | undefined;
  /** Only domains whose validation expires within this many days. */
  readonly expiresIn?: number | undefined;
}

/** In paths they have lower case. */
const methods = ['HTTP', 'HTTPS', 'CNAME', 'EMAIL', 'TXT'] as const satisfies readonly DcvMode[];

/** Methods to validate a domain. TXT is started only in the Admin Operations API (OAuth2); with header login, submit it right away. */
export type DcvStartMethod = (typeof methods)[number];

/** A validation to submit. */
export type DcvSubmission =
  | { readonly method: 'HTTP' | 'HTTPS' | 'TXT' }
  | {
      readonly method: 'CNAME';
      /** The DNS connector that creates the record; see also its provider. */
      readonly dnsAgentUUID?: string | undefined;
      readonly dnsProviderName?: string | undefined;
    }
  | {
      readonly method: 'EMAIL';
      /** One of the addresses returned by `start`. */
      readonly email: string;
    };

/** Options for reading the status of a domain. */
export interface DomainStatusOptions extends CallOptions {
  /**
   * Version of the call. 1 is deprecated, and not part of the Admin Operations API; use it for servers without 2. Default: 2.
   * [SCM API documentation 25.5]
   */
  readonly version?: 1 | 2 | undefined;
}

/** Domain control validation. [SCM API documentation 25.5, "Domain Control Validation"; all of version 2 in the Admin Operations API] */
export interface DomainValidations {
  /** Lists the matching domains, each once. */
  list(filter?: DomainValidationFilter, options?: ListOptions): PagedList<DomainValidation>;
  /** Gets the validation status of a domain. Throws an `ApiError` 'not-found' for a domain that SCM doesn't know. */
  status(domain: string, options?: DomainStatusOptions): Promise<DomainValidationStatus>;
  /**
   * Starts a validation and returns what to publish; for TXT a message, while `status` returns the record. Never retried.
   * Throws an `ApiError` 'invalid-argument' for TXT with header login, which has no such step.
   */
  start(domain: string, method: DcvStartMethod, options?: CallOptions): Promise<DomainValidationStart>;
  /** Submits a validation to the CA. Never retried. */
  submit(domain: string, submission: DcvSubmission, options?: CallOptions): Promise<DomainValidationOrder>;
  /** Resets the validation of a domain. Never retried. */
  clear(domain: string, options?: CallOptions): Promise<DomainValidationOrder>;
}

const orderStatuses = [...Object.keys(dcvOrderStatusLabels), ...Object.values(dcvOrderStatusLabels)];
const domainStatuses = [...Object.keys(domainStatusLabels), ...Object.values(domainStatusLabels)];

/** Repeating a step at worst starts it over. */
const step = { howToCheck: 'read the status of the domain.', again: true };

const argumentsOf: ArgumentsOf<DomainValidations> = {
  list: [
    optional('filter', {
      domain: 'text?',
      org: 'number?',
      department: 'number?',
      dcvStatus: 'text?',
      orderStatus: 'text?',
      expiresIn: 'number?',
    }),
    listOptions,
  ],
  status: [null, optional('option', { signal: 'signal?', version: 'number?' })],
  start: [null, null, callOptions],
  submit: [
    null,
    required('property', {
      method: 'text',
      dnsAgentUUID: 'text?',
      dnsProviderName: 'text?',
      email: 'text?',
    }),
    callOptions,
  ],
  clear: [null, callOptions],
};

/** Creates the domain validation calls of a client. */
export function createDomainValidations(api: ScmApi): DomainValidations {
  const { rest, dialect } = api;
  const base = dialect.domainValidations;
  const calls: DomainValidations = {
    list(filter = {}, options) {
      const list = {
        path: base,
        query: listQuery(filter, dialect),
        schema: DomainValidationListDocumentSchema,
        idOf: (row: DomainValidation) => row.domain,
        what: 'the list of domains',
      };
      return readList(api, list, options);
    },

    async status(domain, { version = 2, signal } = {}) {
      checkOneOf(version, { name: 'version', allowed: [1, 2] });
      const statusPath = version === 1 ? dialect.olderDomainStatus : dialect.domainStatus;
      if (statusPath === undefined) {
        throw invalidArgument('The Admin Operations API (OAuth2 login) has version 2 of the status only.');
      }
      const { data } = await rest.json({
        method: 'POST',
        path: statusPath,
        body: domainBody(domain),
        // A POST, but it only reads.
        idempotent: true,
        schema: DomainValidationStatusDocumentSchema,
        signal,
      });
      return data;
    },

    async start(domain, method, { signal } = {}) {
      checkOneOf(method, { name: 'method', allowed: methods });
      if (method === 'TXT' && !dialect.startsTxt) {
        throw invalidArgument(
          'With header login, a validation by TXT record has no start: submit it at once.',
        );
      }
      const call = rest.json({
        method: 'POST',
        path: base + path`/start/domain/${method.toLowerCase()}`,
        body: domainBody(domain),
        schema: DomainValidationStartDocumentSchema,
        signal,
      });
      return (await callOnce(call, step)).data;
    },

    async submit(domain, { method, ...details }, { signal } = {}) {
      checkOneOf(method, { name: 'method', allowed: methods });
      const { email, dnsAgentUUID, dnsProviderName } = details as {
        email?: string;
        dnsAgentUUID?: string;
        dnsProviderName?: string;
      };
      if (method === 'EMAIL' && !email) throw invalidArgument('email must be given for the method EMAIL.');
      const call = rest.json({
        method: 'POST',
        path: base + path`/submit/domain/${method.toLowerCase()}`,
        body: { ...domainBody(domain), email, dnsAgentUUID, dnsProviderName },
        schema: DomainValidationOrderDocumentSchema,
        signal,
      });
      return (await callOnce(call, step)).data;
    },

    async clear(domain, { signal } = {}) {
      const call = rest.json({
        method: 'POST',
        path: `${base}/clear`,
        body: domainBody(domain),
        schema: DomainValidationOrderDocumentSchema,
        signal,
      });
      return (await callOnce(call, step)).data;
    },
  };
  return checkCalls(calls, argumentsOf, { of: 'domainValidations', system, lists: ['list'] });
}

function domainBody(domain: string): { domain: string } {
  return { domain: checkText(domain, { name: 'domain', least: 3, most: 255 }) };
}

/** Checks and writes the filter of the list of domains. */
function listQuery(
  { domain, org, department, dcvStatus, orderStatus, expiresIn }: DomainValidationFilter,
  { filtersByCode: byCode }: ScmApi['dialect'],
) {
  checkOptionalId(org, 'org');
  checkOptionalId(department, 'department');
  checkOptionalId(expiresIn, 'expiresIn');
  return {
    domain,
    org,
    department,
    dcvStatus:
      dcvStatus === undefined
        ? undefined
        : writeDomainStatus(
            checkOneOf<string>(dcvStatus, { name: 'The filter dcvStatus', allowed: domainStatuses }),
            byCode,
          ),
    orderStatus:
      orderStatus === undefined
        ? undefined
        : writeDcvOrderStatus(
            checkOneOf<string>(orderStatus, { name: 'The filter orderStatus', allowed: orderStatuses }),
            byCode,
          ),
    expiresIn,
  };
}
