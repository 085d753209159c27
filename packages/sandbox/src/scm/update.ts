import * as v from 'valibot';
import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { checkCsr } from './check-order.ts';
import { applyCustomFields } from './custom-values.ts';
import { renderDetails } from './details.ts';
import { findForWrite } from './find-certificate.ts';
import { CsrSchema, CustomFieldsSchema, IdSchema } from './order-schemas.ts';
import { readBody } from './read-body.ts';
import { badRequest, errorResponse, isScmError, type ScmError, scmJson } from './scm-error.ts';
import type { ScmCertificate } from './scm-state.ts';

const UpdateSchema = v.object({
  sslId: IdSchema,
  term: v.optional(IdSchema),
  certTypeId: v.optional(IdSchema),
  orgId: v.optional(IdSchema),
  commonName: v.optional(v.string()),
  csr: v.optional(CsrSchema),
  externalRequester: v.optional(v.string()),
  comments: v.optional(v.pipe(v.string(), v.maxLength(1024))),
  subjectAlternativeNames: v.optional(v.array(v.string())),
  customFields: v.optional(CustomFieldsSchema),
  autoRenewDetails: v.optional(v.object({ state: v.optional(v.picklist(['Not scheduled', 'Scheduled'])) })),
  suspendNotifications: v.optional(v.boolean()),
  requester: v.optional(v.string()),
  requesterAdminId: v.optional(IdSchema),
  approverAdminId: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1))),
});

type Update = v.InferOutput<typeof UpdateSchema>;

const lockedKeys = ['term', 'certTypeId', 'orgId', 'commonName', 'csr', 'subjectAlternativeNames'] as const;
const editableStates: readonly string[] = ['Requested', 'Declined', 'Rejected', 'Invalid'];

/** Handles `PUT /api/ssl/v1`: checks everything first, then writes all or nothing. */
export async function updateSsl(c: SandboxContext, world: World): Promise<Response> {
  const update = readBody(c, UpdateSchema, world);
  if (isScmError(update)) return errorResponse(update);
  const certificate = findForWrite(update.sslId, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  const profileId = update.certTypeId ?? certificate.profileId;
  const profile = world.scm.profiles.find(({ id }) => id === profileId);
  const csr = update.csr === undefined ? undefined : checkCsr(update.csr, profile);
  const editable = editableStates.includes(certificate.status);
  if (editable && csr !== undefined && isScmError(csr)) return errorResponse(csr);
  const refusal = applyUpdate(certificate, update, world);
  if (refusal !== undefined) return errorResponse(refusal);
  if (editable && csr !== undefined && !isScmError(csr))
    Object.assign(certificate, { publicKey: csr.publicKey, key: csr.key });
  return scmJson(renderDetails(certificate, { c, world }));
}

function applyUpdate(certificate: ScmCertificate, update: Update, world: World): ScmError | undefined {
  const { scm, switches } = world;
  const editable = editableStates.includes(certificate.status);
  const locked = lockedKeys.find((key) => update[key] !== undefined);
  if (!editable && locked !== undefined && switches.lockedKey === 'refused') {
    return badRequest(-1601, `'${locked}' can't be changed in state ${certificate.status}.`);
  }
  if (
    editable &&
    update.certTypeId !== undefined &&
    !scm.profiles.some(({ id }) => id === update.certTypeId)
  ) {
    return badRequest(-111, 'The certificate profile is unknown.');
  }
  const values =
    update.customFields === undefined
      ? certificate.values
      : applyCustomFields(update.customFields, certificate.values, {
          state: scm,
          switches,
          mandatory: switches.mandatoryOnPut,
        });
  if (isScmError(values)) return values;

  certificate.values = values;
  if (update.comments !== undefined) certificate.comments = update.comments;
  if (update.suspendNotifications !== undefined)
    certificate.suspendNotifications = update.suspendNotifications;
  if (update.externalRequester !== undefined) certificate.externalRequester = update.externalRequester;
  if (update.requester !== undefined) certificate.requester = update.requester;
  if (update.autoRenewDetails?.state !== undefined)
    certificate.autoRenew = update.autoRenewDetails.state === 'Scheduled';
  if (editable) applyEditableKeys(certificate, update);
  // The list has no filters for values, comments and notifications, so its selections remain valid.
  const filtered = Object.keys(update).some(
    (key) => !['sslId', 'customFields', 'comments', 'suspendNotifications'].includes(key),
  );
  if (filtered) scm.certificates.changed();
  return undefined;
}

function applyEditableKeys(certificate: ScmCertificate, update: Update): void {
  if (update.term !== undefined) certificate.term = update.term;
  if (update.certTypeId !== undefined) certificate.profileId = update.certTypeId;
  if (update.orgId !== undefined) certificate.orgId = update.orgId;
  if (update.commonName !== undefined) certificate.commonName = update.commonName;
  if (update.subjectAlternativeNames !== undefined) {
    certificate.otherNames = update.subjectAlternativeNames.filter((name) => name !== certificate.commonName);
  }
}
