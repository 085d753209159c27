import { isDate, isUint8Array } from 'node:util/types';
import { mustBeOneOf } from '@certbridge/plain-text';
import { type ArgumentsOf, checkCalls, optional, required, type Shape } from '@certbridge/rest-client';
import type {
  CallOptions,
  CaPlugin,
  ConfigurableCaPlugin,
  EnrollOptions,
  FindingOptions,
  IssuerDownload,
  LookUpOptions,
  OrderLookUp,
  ProductCatalog,
  RequestSearch,
  RevocationRequest,
  RevokeOptions,
  SynchronizationRequest,
} from '../contract/ca-plugin.ts';
import type { CertificateRequest } from '../contract/certificate-request.ts';
import type { EnrollmentRequest, EnrollmentType, ProductInfo } from '../contract/enrollment.ts';
import { checkDuration } from './check-duration.ts';
import { checkParameters, checkText, checkTexts, checkValues } from './check-texts.ts';
import { invalidArgument } from './invalid-argument.ts';

/** The calls of a plugin that wait for something. */
export type PluginCalls = Omit<CaPlugin, 'close'> &
  Omit<ProductCatalog, 'getTemplateParameterAnnotations'> &
  RequestSearch &
  Omit<ConfigurableCaPlugin, 'getCAConnectorAnnotations'> &
  OrderLookUp &
  IssuerDownload;

const callShape = { signal: 'signal?' } as const satisfies Shape<CallOptions>;
const callOptions = optional('option', callShape);
const findingOptions = optional('option', {
  ...callShape,
  onFinding: 'function?',
} satisfies Shape<FindingOptions>);

const productShape = { productId: 'text', parameters: 'object' } as const satisfies Shape<ProductInfo>;

const argumentsOf: ArgumentsOf<PluginCalls> = {
  enroll: [
    required('property', {
      csr: 'any',
      subject: 'text',
      san: 'object',
      productInfo: 'object',
      requestFormat: 'text?',
      notAfter: 'any?',
      enrollmentType: 'text',
      keepsCustomFields: 'flag?',
    } satisfies Shape<EnrollmentRequest>),
    optional('option', {
      ...callShape,
      again: 'flag?',
      waitMs: 'number?',
      identity: 'list?',
      onRevoked: 'function?',
    } satisfies Shape<EnrollOptions>),
  ],
  getSingleRecord: [null, callOptions],
  revoke: [
    required('property', {
      caRequestId: 'text',
      serialNumber: 'text',
      reason: 'number',
    } satisfies Shape<RevocationRequest>),
    optional('option', { ...callShape, onRevokedBefore: 'function?' } satisfies Shape<RevokeOptions>),
  ],
  synchronize: [
    required('property', { lastSync: 'any', fullSync: 'flag' } satisfies Shape<SynchronizationRequest>),
    findingOptions,
  ],
  getProductIds: [findingOptions],
  getProducts: [findingOptions],
  findUnknownParameters: [null, callOptions],
  findMissingParameters: [null, findingOptions],
  validateProductInfo: [required('property', productShape), callOptions],
  findRequestIds: [null, callOptions],
  validateCAConnectionInfo: [null, findingOptions],
  initialize: [null],
  ping: [callOptions],
  lookUpOrders: [optional('option', { ...callShape, onOpen: 'function?' } satisfies Shape<LookUpOptions>)],
  getIssuers: [null, callOptions],
};

const types = ['New', 'Renew', 'Reissue', 'RenewOrReissue'] as const satisfies EnrollmentType[];

/**
 * Refuses arguments that are missing, unknown or of another kind with a `CaPluginError` 'invalid-argument', before a call does
 * anything. What TypeScript lets through is left to the calls.
 */
export function checkPluginCalls(calls: PluginCalls): PluginCalls {
  const checkedByValue: PluginCalls = {
    ...calls,
    async enroll(request, options) {
      checkEnrollment(request);
      checkEnrollOptions(options);
      return calls.enroll(request, options);
    },
    async getSingleRecord(caRequestId, options) {
      checkText(caRequestId, 'Argument 1 of plugin.getSingleRecord');
      return calls.getSingleRecord(caRequestId, options);
    },
    async revoke(request, options) {
      checkReason(request);
      return calls.revoke(request, options);
    },
    synchronize(request, options) {
      checkLastSync(request);
      return calls.synchronize(request, options);
    },
    async findUnknownParameters(names, options) {
      checkTexts(names, 'Argument 1 of plugin.findUnknownParameters');
      return calls.findUnknownParameters(names, options);
    },
    async findMissingParameters(parameters, options) {
      checkParameters(parameters, 'Argument 1 of plugin.findMissingParameters');
      return calls.findMissingParameters(parameters, options);
    },
    async validateProductInfo(product, options) {
      checkParameters(product.parameters, 'The property parameters of plugin.validateProductInfo');
      return calls.validateProductInfo(product, options);
    },
    async findRequestIds(serialNumber, options) {
      checkText(serialNumber, 'Argument 1 of plugin.findRequestIds');
      return calls.findRequestIds(serialNumber, options);
    },
    async validateCAConnectionInfo(connection, options) {
      checkConnection(connection, 'validateCAConnectionInfo');
      return calls.validateCAConnectionInfo(connection, options);
    },
    async initialize(connection) {
      checkConnection(connection, 'initialize');
      return calls.initialize(connection);
    },
    async getIssuers(caRequestId, options) {
      checkText(caRequestId, 'Argument 1 of plugin.getIssuers');
      return calls.getIssuers(caRequestId, options);
    },
  };
  const lists = ['synchronize'] as const;
  return checkCalls(checkedByValue, argumentsOf, { of: 'plugin', lists, refuse: invalidArgument });
}

function checkEnrollment({ csr, san, productInfo, enrollmentType, notAfter }: EnrollmentRequest): void {
  const name = (property: string) => `The property ${property} of plugin.enroll`;
  if (typeof csr !== 'string' && !isUint8Array(csr) && !isCertificateRequest(csr)) {
    throw invalidArgument(`${name('csr')} must be text, a Uint8Array, or a request that a host has read.`);
  }
  checkValues(san, { name: name('san'), kind: 'lists of names by kind', check: checkTexts });
  checkText(productInfo.productId, name('productInfo.productId'));
  checkParameters(productInfo.parameters, name('productInfo.parameters'));
  if (notAfter !== undefined && !isDate(notAfter)) {
    throw invalidArgument(`${name('notAfter')} must be a Date.`);
  }
  if (types.includes(enrollmentType)) return;
  throw invalidArgument(`${name('enrollmentType')} ${mustBeOneOf(enrollmentType, types)}`);
}

function isCertificateRequest(csr: Partial<CertificateRequest> | null): boolean {
  return typeof csr?.pem === 'string' && typeof csr.isSigned === 'function';
}

function checkEnrollOptions({ waitMs = 0, identity = [] }: EnrollOptions = {}): void {
  checkDuration(waitMs, 'The option waitMs of plugin.enroll');
  checkTexts(identity, 'The option identity of plugin.enroll');
}

/** Which numbers are reasons, the authority tells. */
function checkReason({ reason }: RevocationRequest): void {
  if (typeof reason !== 'number') {
    throw invalidArgument('The property reason of plugin.revoke must be a number.');
  }
}

function checkLastSync({ lastSync }: SynchronizationRequest): void {
  if (lastSync === null || isDate(lastSync)) return;
  throw invalidArgument('The property lastSync of plugin.synchronize must be a Date, or null.');
}

/** What is in it is for the plugin to tell, with all that is wrong at once. */
function checkConnection(connection: unknown, of: string): void {
  checkValues(connection, {
    name: `Argument 1 of plugin.${of}`,
    kind: 'settings by name',
    check: () => undefined,
  });
}
