import { idSchema, path } from '@certbridge/rest-client';
import * as v from 'valibot';
import { callOnce } from './call-once.ts';
import type { CallOptions } from './call-options.ts';
import { checkId, checkOneOf, checkOptionalId, checkText, invalidArgument } from './check-arguments.ts';
import {
  checkCsr,
  checkValidation,
  customFieldEntries,
  joinNames,
  type OrderValidationChoice,
} from './check-order.ts';
import { documentOf, text } from './document.ts';
import type { ScmApi } from './scm-api.ts';

/** What every order of a certificate holds. */
interface Order extends OrderValidationChoice {
  /** Organization or department that may issue the profile and has the API switched on. */
  readonly orgId: number;
  /** Id of the certificate profile. */
  readonly certType: number;
  /** Days; one of the profile's terms. */
  readonly term?: number | undefined;
  /** DNS names; those in the CSR alone are not taken over. The common name need not be among them. */
  readonly subjAltNames?: readonly string[] | undefined;
  /** At most 1024 characters. */
  readonly comments?: string | undefined;
  /** Values by name; every field that is mandatory for the REST API must be among them. */
  readonly customFields?: Readonly<Record<string, string>> | undefined;
  /** E-mail addresses, separated by a comma and a blank. Some accounts demand it. */
  readonly externalRequester?: string | undefined;
}

/** An order with a certificate request of the caller's. */
export interface EnrollmentRequest extends Order {
  /** PKCS#10 in PEM or base64. */
  readonly csr: string;
}

/** An order whose key pair is made by a Private Key Agent or in Azure Key Vault. */
export interface KeyGenerationRequest extends Order {
  /** At most 64 characters. */
  readonly commonName: string;
  readonly algorithm?: 'RSA' | 'EC' | undefined;
  /** Key size in bits, or name of the curve; only with `algorithm`. */
  readonly keyParam?: string | undefined;
  readonly keyGenerationMethod?: 'PK_AGENT' | 'AZURE_KEY_VAULT' | undefined;
  /** PK_AGENT: protects the PKCS#12 file; 8 to 64 characters. */
  readonly passPhrase?: string | undefined;
  /** AZURE_KEY_VAULT: the account, and the Azure resource path of the vault. */
  readonly azureKeyVault?: { readonly azureAccountId: number; readonly vaultKey: string } | undefined;
  /** AZURE_KEY_VAULT. */
  readonly reuseKey?: boolean | undefined;
  /** AZURE_KEY_VAULT, not for HSM vaults. */
  readonly exportableKey?: boolean | undefined;
  /** AZURE_KEY_VAULT. */
  readonly hsmOnly?: boolean | undefined;
}

/** A placed order. */
export interface Enrolled {
  readonly sslId: number;
  /** Opaque; for `renewByRenewId`. */
  readonly renewId?: string | undefined;
}

/** A renewal; everything may be left out. */
export interface RenewalRequest extends OrderValidationChoice {
  /** A new certificate request; left out, the old one is used again. */
  readonly csr?: string | undefined;
}

/** How a renewal that happened elsewhere is recorded. */
export interface ManualRenewal extends OrderValidationChoice {
  /** The certificate that takes the old one's place. */
  readonly id?: number | undefined;
  readonly orderNumber?: string | undefined;
}

/** A reissue with another key. */
export interface ReplacementRequest extends OrderValidationChoice {
  readonly csr: string;
  /** 1 to 512 characters. */
  readonly reason: string;
  /** At most 64 characters. */
  readonly commonName?: string | undefined;
  readonly subjectAlternativeNames?: readonly string[] | undefined;
}

/**
 * Orders. None is ever sent twice, since SCM has no key to recognize a repetition: after a lost response the error tells
 * how to check, and is not `retryable`. [SCM API documentation 25.5, "SSL Certificates"]
 */
export interface Enrollment {
  /** Orders a certificate. The order may still need approval: see `waitForCertificate`. */
  enroll(request: EnrollmentRequest, options?: CallOptions): Promise<Enrolled>;
  /** Orders a certificate whose key pair is made elsewhere. */
  enrollWithKeyGeneration(request: KeyGenerationRequest, options?: CallOptions): Promise<Enrolled>;
  /** Renews a certificate and returns the id of the new record. Some profiles refuse it (-180). */
  renewById(sslId: number, request?: RenewalRequest, options?: CallOptions): Promise<{ sslId: number }>;
  /** Renews by the id that enrollment returned. SCM doesn't tell the new record's id: `renewById` does. */
  renewByRenewId(renewId: string, request?: RenewalRequest, options?: CallOptions): Promise<void>;
  /** Marks a certificate as renewed, in SCM only. */
  markRenewed(sslId: number, renewal?: ManualRenewal, options?: CallOptions): Promise<void>;
  /**
   * Reissues a certificate with another key. It keeps its `sslId` while its content and serial number change, so what is
   * cached by id goes stale. Refused for certificates that SCM installs (-1148).
   */
  replace(sslId: number, request: ReplacementRequest, options?: CallOptions): Promise<void>;
}

const EnrolledDocumentSchema = documentOf(v.looseObject({ sslId: idSchema, renewId: text }));
const RenewedDocumentSchema = documentOf(v.looseObject({ sslId: idSchema }));

const lostOrder = {
  howToCheck:
    'look for a new record in the list of certificates, by commonName and sslTypeId, before ordering again.',
  again: false,
};
const lostReplacement = {
  howToCheck: 'read the record of the certificate before ordering again.',
  again: false,
};
const lostMark = { howToCheck: 'read the record of the certificate.', again: true };

export function createEnrollment({ rest }: ScmApi): Enrollment {
  return {
    async enroll(request, { signal } = {}) {
      const body = { ...orderBody(request), csr: checkCsr(request.csr) };
      const call = rest.json({
        method: 'POST',
        path: '/api/ssl/v1/enroll',
        body,
        schema: EnrolledDocumentSchema,
        signal,
      });
      return (await callOnce(call, lostOrder)).data;
    },

    async enrollWithKeyGeneration(request, { signal } = {}) {
      const call = rest.json({
        method: 'POST',
        path: '/api/ssl/v1/enroll-keygen',
        body: { ...orderBody(request), ...keyBody(request) },
        schema: EnrolledDocumentSchema,
        signal,
      });
      return (await callOnce(call, lostOrder)).data;
    },

    async renewById(sslId, request = {}, { signal } = {}) {
      const call = rest.json({
        method: 'POST',
        path: path`/api/ssl/v1/renewById/${checkId(sslId, 'sslId')}`,
        // An object even where nothing is to be said: a body that is none is refused (-1002).
        body: renewalBody(request),
        schema: RenewedDocumentSchema,
        signal,
      });
      return (await callOnce(call, lostOrder)).data;
    },

    async renewByRenewId(renewId, request = {}, { signal } = {}) {
      const target = path`/api/ssl/v1/renew/${renewId}`;
      const call = rest.send({ method: 'POST', path: target, body: renewalBody(request), signal });
      await callOnce(call, lostOrder);
    },

    async markRenewed(sslId, { id, orderNumber, ...validation } = {}, { signal } = {}) {
      const target = path`/api/ssl/v1/renew/manual/${checkId(sslId, 'sslId')}`;
      const body = { id: checkOptionalId(id, 'id'), orderNumber, ...checkValidation(validation) };
      await callOnce(rest.send({ method: 'POST', path: target, body, signal }), lostMark);
    },

    async replace(sslId, request, { signal } = {}) {
      const target = path`/api/ssl/v1/replace/${checkId(sslId, 'sslId')}`;
      const body = replacementBody(request);
      await callOnce(rest.send({ method: 'POST', path: target, body, signal }), lostReplacement);
    },
  };
}

function orderBody(order: Order) {
  const { comments, externalRequester } = order;
  if (comments !== undefined) checkText(comments, { name: 'comments', least: 0, most: 1024 });
  if (externalRequester !== undefined) {
    checkText(externalRequester, { name: 'externalRequester', least: 0, most: 512 });
  }
  return {
    orgId: checkId(order.orgId, 'orgId'),
    certType: checkId(order.certType, 'certType'),
    term: checkOptionalId(order.term, 'term'),
    subjAltNames: joinNames(order.subjAltNames),
    comments,
    customFields: customFieldEntries(order.customFields),
    externalRequester,
    ...checkValidation(order),
  };
}

function keyBody(request: KeyGenerationRequest) {
  const { algorithm, keyParam, keyGenerationMethod, passPhrase, azureKeyVault } = request;
  if (algorithm !== undefined) checkOneOf(algorithm, { name: 'algorithm', allowed: ['RSA', 'EC'] });
  if (keyParam !== undefined && algorithm === undefined) {
    throw invalidArgument('keyParam needs an algorithm.');
  }
  if (keyGenerationMethod === 'AZURE_KEY_VAULT' && azureKeyVault === undefined) {
    throw invalidArgument('azureKeyVault must be given with keyGenerationMethod AZURE_KEY_VAULT.');
  }
  if (azureKeyVault !== undefined) checkId(azureKeyVault.azureAccountId, 'azureAccountId');
  if (passPhrase !== undefined) checkText(passPhrase, { name: 'passPhrase', least: 8, most: 64 });
  return {
    commonName: checkText(request.commonName, { name: 'commonName', most: 64 }),
    algorithm,
    keyParam,
    keyGenerationMethod,
    passPhrase,
    azureKeyVault,
    reuseKey: request.reuseKey,
    exportableKey: request.exportableKey,
    hsmOnly: request.hsmOnly,
  };
}

function renewalBody({ csr, ...validation }: RenewalRequest) {
  return { csr: csr === undefined ? undefined : checkCsr(csr), ...checkValidation(validation) };
}

function replacementBody(request: ReplacementRequest) {
  const { commonName } = request;
  if (commonName !== undefined) checkText(commonName, { name: 'commonName', most: 64 });
  return {
    csr: checkCsr(request.csr),
    reason: checkText(request.reason, { name: 'reason', most: 512 }),
    commonName,
    subjectAlternativeNames: request.subjectAlternativeNames,
    ...checkValidation(request),
  };
}
