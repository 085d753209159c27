import { ArgumentError } from '../arguments/argument-error.ts';
import type { TakenBy } from '../arguments/check-kinds.ts';
import { parseSerial } from '../serial.ts';
import type { World } from '../world.ts';
import {
  decideApproval,
  declineRequest,
  invalidateRequest,
  issueOrder,
  rejectOrder,
  settleOrders,
  waitingStates,
} from './orders.ts';
import { createDirectoryAccess, type ScmDirectoryAccess } from './scm-directory-access.ts';
import type { ScmCertificate, ScmCustomField, ScmStatus, StoredValue } from './scm-state.ts';
import { emptyRecord, scmStatuses } from './scm-state.ts';

/** A certificate in SCM, for tests, including values of inactive fields. */
export interface ScmCertificateView {
  sslId: number;
  commonName: string;
  subjectAlternativeNames: string[];
  status: ScmStatus;
  /** Reason of the revocation; null in any other state. */
  reasonCode: number | null;
  /** 32 upper-case hexadecimal digits; null before issuance. */
  serialNumber: string | null;
  sslTypeId: number;
  orgId: number;
  /** Account or person that requested it. */
  requester: string;
  comments: string;
  /** Values by custom field name. */
  customFields: Record<string, string>;
}

/** A change to a certificate. `customFields` is merged by name; null removes a value. */
export interface ScmCertificateChange {
  commonName?: string | undefined;
  /** Revoked also sets the revocation date. */
  status?: ScmStatus | undefined;
  reasonCode?: number | undefined;
  serialNumber?: string | null | undefined;
  sslTypeId?: number | undefined;
  orgId?: number | undefined;
  comments?: string | undefined;
  /** Label, e.g. `Imported`. */
  requestedVia?: string | undefined;
  autoInstalled?: boolean | undefined;
  customFields?: Record<string, string | null> | undefined;
}

/** What can be done to an order without the API. */
export type ScmDecision = 'approve' | 'decline' | 'invalidate' | 'issue' | 'reject';

/** Reads and changes the state of SCM without its API, like an administrator or another client. */
export interface ScmAccess extends ScmDirectoryAccess {
  readonly size: number;
  /** Lists certificates by ascending id. */
  certificates(): ScmCertificateView[];
  certificate(sslId: number): ScmCertificateView | undefined;
  /** Finds a certificate by serial number, in any notation. */
  findBySerial(serialNumber: string): ScmCertificateView | undefined;
  /** Adds a certificate, issued by default. */
  addCertificate(change: ScmCertificateChange): ScmCertificateView;
  /** Changes a certificate. Throws an `ArgumentError` for an unknown certificate or custom field. */
  updateCertificate(sslId: number, change: ScmCertificateChange): ScmCertificateView;
  removeCertificate(sslId: number): boolean;
  /**
   * Decides an order, makes SCM refuse it, or makes the CA finish or refuse it immediately.
   *
   * `issue` works for any waiting order, regardless of switches. Throws a TypeError if the state doesn't allow the decision.
   */
  decide(sslId: number, decision: ScmDecision): Promise<ScmCertificateView>;
  customFields(): ScmCustomField[];
  /** Adds a custom field, or replaces the one with the same id. Default id: an unused one. */
  putCustomField(field: Omit<ScmCustomField, 'id'> & { id?: number | undefined }): ScmCustomField;
  removeCustomField(id: number): boolean;
}

const certificateChange = {
  commonName: 'text?',
  status: scmStatuses,
  reasonCode: 'number?',
  serialNumber: 'text or null?',
  sslTypeId: 'number?',
  orgId: 'number?',
  comments: 'text?',
  requestedVia: 'text?',
  autoInstalled: 'flag?',
  customFields: 'values?',
} as const;

/** What the functions of {@link ScmAccess} take. */
export const scmArguments: TakenBy<ScmAccess> = {
  certificate: ['number'],
  findBySerial: ['text'],
  addCertificate: [certificateChange],
  updateCertificate: ['number', certificateChange],
  removeCertificate: ['number'],
  decide: ['number', 'text'],
  putCustomField: [
    {
      id: 'number?',
      name: 'text',
      certType: { needed: ['ssl', 'smime', 'codesign', 'device'] },
      state: { needed: ['ACTIVE', 'INACTIVE', 'SUSPENDED_ACTIVE', 'SUSPENDED_INACTIVE'] },
      input: {
        needed: {
          type: {
            needed: ['TEXT_SINGLE_LINE', 'TEXT_MULTI_LINE', 'EMAIL', 'NUMBER', 'TEXT_OPTION', 'DATE'],
          },
          options: 'texts?',
        },
      },
      mandatories: 'texts',
    },
  ],
  removeCustomField: ['number'],
  putProfile: [
    {
      id: 'number?',
      name: 'text',
      description: 'text?',
      terms: 'numbers?',
      validationType: 'text?',
      issuerDn: 'text?',
      keyTypes: { RSA: 'texts?', EC: 'texts?' },
    },
  ],
  putOrganization: [
    {
      id: 'number?',
      name: 'text',
      parentId: 'number?',
      certTypes: 'texts?',
      sslCertsApiEnabled: 'flag?',
    },
  ],
  putPerson: [
    {
      id: 'number?',
      organizationId: 'number?',
      email: 'text',
      firstName: 'text?',
      lastName: 'text?',
      phone: 'text?',
      secondaryEmails: 'texts?',
    },
  ],
  putDomain: [{ domain: 'text', orgId: 'number?', status: ['NOT_VALIDATED', 'VALIDATED', 'EXPIRED'] }],
};

/** Creates access to the SCM side of a world. */
export function createScmAccess(world: World): ScmAccess {
  const view = (certificate: ScmCertificate): ScmCertificateView => renderView(certificate, world);
  const find = (sslId: number): ScmCertificate => {
    const certificate = world.scm.certificates.get(sslId);
    if (certificate === undefined) throw new ArgumentError(`SCM has no certificate ${sslId}.`);
    return certificate;
  };
  return {
    get size() {
      return world.scm.certificates.size;
    },
    certificates: () => world.scm.certificates.all().map(view),
    certificate: (sslId) => {
      const certificate = world.scm.certificates.get(sslId);
      return certificate && view(certificate);
    },
    findBySerial: (serialNumber) => {
      const serial = parseSerial(serialNumber);
      const found = world.scm.certificates
        .all()
        .find((certificate) => certificate.serial !== null && certificate.serial === serial);
      return found && view(found);
    },
    addCertificate: (change) => {
      const certificate = createCertificate(world);
      applyChange(certificate, change, world);
      world.scm.certificates.add(certificate);
      return view(certificate);
    },
    updateCertificate: (sslId, change) => {
      const certificate = find(sslId);
      applyChange(certificate, change, world);
      world.scm.certificates.changed();
      return view(certificate);
    },
    removeCertificate: (sslId) => {
      const certificate = world.scm.certificates.get(sslId);
      if (certificate !== undefined) world.scm.openOrders.delete(certificate);
      return world.scm.certificates.remove(sslId);
    },
    decide: async (sslId, decision) => {
      const certificate = find(sslId);
      await decideOrder(certificate, decision, world);
      return view(certificate);
    },
    ...createDirectoryAccess(world),
    customFields: () => structuredClone(world.scm.customFields),
    putCustomField: (field) => putCustomField(field, world),
    removeCustomField: (id) => {
      const index = world.scm.customFields.findIndex((field) => field.id === id);
      if (index >= 0) world.scm.customFields.splice(index, 1);
      return index >= 0;
    },
  };
}

function renderView(certificate: ScmCertificate, { scm }: World): ScmCertificateView {
  const names = new Map(scm.customFields.map(({ id, name }) => [id, name]));
  return {
    sslId: certificate.id,
    commonName: certificate.commonName,
    subjectAlternativeNames: [...certificate.otherNames],
    status: certificate.status,
    reasonCode: certificate.reasonCode,
    serialNumber: certificate.serial,
    sslTypeId: certificate.profileId,
    orgId: certificate.orgId,
    requester: certificate.requester,
    comments: certificate.comments,
    customFields: Object.fromEntries(
      certificate.values.flatMap(({ fieldId, value }) => {
        const name = names.get(fieldId);
        return name === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

function createCertificate({ scm, now }: World): ScmCertificate {
  const id = scm.certificates.nextId;
  return {
    ...emptyRecord(),
    id,
    commonName: `added-${id}.corp.example`,
    otherNames: [],
    status: 'Issued',
    serial: null,
    profileId: scm.profiles[0]?.id ?? 0,
    orgId: scm.organizations[0]?.id ?? 0,
    term: 199,
    requestedAt: now.getTime(),
    approvedAt: now.getTime(),
    issuedAt: now.getTime(),
    expiresAt: now.getTime() + 199 * 86_400_000 - 1000,
    comments: '',
    requester: 'ops@corp.example',
    externalRequester: '',
    requestedVia: 'REST API',
    values: [],
  };
}

/** Checks the whole change before applying it. */
function applyChange(certificate: ScmCertificate, change: ScmCertificateChange, world: World): void {
  const { commonName, status, serialNumber, sslTypeId, orgId, comments } = change;
  if (status !== undefined && !scmStatuses.includes(status))
    throw new ArgumentError('SCM has no such certificate state.');
  const serial =
    serialNumber === undefined
      ? certificate.serial
      : serialNumber === null
        ? null
        : parseSerial(serialNumber);
  if (serial === undefined) throw new ArgumentError('The serial number is not hexadecimal.');
  certificate.values = mergeValues(certificate.values, change.customFields ?? {}, world);
  certificate.serial = serial;
  if (status !== undefined) {
    certificate.status = status;
    certificate.revokedAt = status === 'Revoked' ? (certificate.revokedAt ?? world.now.getTime()) : null;
    certificate.reasonCode = status === 'Revoked' ? (change.reasonCode ?? certificate.reasonCode ?? 0) : null;
  }
  if (commonName !== undefined) certificate.commonName = commonName;
  if (sslTypeId !== undefined) certificate.profileId = sslTypeId;
  if (orgId !== undefined) certificate.orgId = orgId;
  if (comments !== undefined) certificate.comments = comments;
  if (change.requestedVia !== undefined) certificate.requestedVia = change.requestedVia;
  if (change.autoInstalled !== undefined) certificate.autoInstalled = change.autoInstalled;
}

function mergeValues(
  stored: readonly StoredValue[],
  change: Record<string, string | null>,
  { scm }: World,
): StoredValue[] {
  const values = new Map(stored.map(({ fieldId, value }) => [fieldId, value]));
  for (const [name, value] of Object.entries(change)) {
    const field = scm.customFields.find(
      (candidate) => candidate.certType === 'ssl' && candidate.name === name,
    );
    if (field === undefined) throw new ArgumentError(`SCM has no SSL custom field ${name}.`);
    if (value === null) values.delete(field.id);
    else values.set(field.id, value);
  }
  return [...values].map(([fieldId, value]) => ({ fieldId, value }));
}

function putCustomField(
  field: Omit<ScmCustomField, 'id'> & { id?: number | undefined },
  { scm }: World,
): ScmCustomField {
  const { customFields } = scm;
  const id = field.id ?? Math.max(300, ...customFields.map((other) => other.id)) + 1;
  const stored = structuredClone({ ...field, id });
  const index = customFields.findIndex((other) => other.id === id);
  if (index < 0) customFields.push(stored);
  else customFields[index] = stored;
  return structuredClone(stored);
}

async function decideOrder(certificate: ScmCertificate, decision: ScmDecision, world: World): Promise<void> {
  const { status, order } = certificate;
  const fits: Record<ScmDecision, boolean> = {
    approve: waitingStates.includes(status),
    decline: waitingStates.includes(status),
    invalidate: status === 'Init' || waitingStates.includes(status),
    issue: order !== null || [...waitingStates, 'Init', 'Approved', 'Applied'].includes(status),
    reject: order !== null || status === 'Approved' || status === 'Applied',
  };
  if (!Object.hasOwn(fits, decision)) throw new ArgumentError('There is no such decision.');
  if (!fits[decision]) throw new TypeError(`State ${status} does not allow to ${decision}.`);
  if (decision === 'approve') decideApproval(certificate, world);
  else if (decision === 'decline') declineRequest(certificate, world);
  else if (decision === 'invalidate') invalidateRequest(certificate);
  else if (decision === 'reject') rejectOrder(certificate, world);
  else await issueOrder(certificate, world);
  world.scm.certificates.changed();
  await settleOrders(world);
}
