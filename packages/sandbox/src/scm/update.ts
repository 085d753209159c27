import * as v from 'valibot';
import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { applyCustomFields } from './custom-values.ts';
import { renderDetails } from './details.ts';
import { readBody } from './read-body.ts';
import { badRequest, errorResponse, isScmError, type ScmError, scmJson } from './scm-error.ts';
import type { ScmCertificate } from './scm-state.ts';

const id = v.pipe(v.number(), v.integer(), v.minValue(1));

const UpdateSchema = v.object({
  sslId: id,
  term: v.optional(id),
  certTypeId: v.optional(id),
  orgId: v.optional(id),
  commonName: v.optional(v.string()),
  csr: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(32_767), v.regex(/^[a-zA-Z0-9\-+=/\s]+$/))),
  externalRequester: v.optional(v.string()),
  comments: v.optional(v.pipe(v.string(), v.maxLength(1024))),
  subjectAlternativeNames: v.optional(v.array(v.string())),
  customFields: v.optional(
    v.array(
      v.object({
        name: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
        value: v.pipe(v.string(), v.maxLength(256)),
      }),
    ),
  ),
  autoRenewDetails: v.optional(v.object({ state: v.optional(v.picklist(['Not scheduled', 'Scheduled'])) })),
  suspendNotifications: v.optional(v.boolean()),
  requester: v.optional(v.string()),
  requesterAdminId: v.optional(id),
  approverAdminId: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1))),
});

type Update = v.InferOutput<typeof UpdateSchema>;

const lockedKeys = ['term', 'certTypeId', 'orgId', 'commonName', 'csr', 'subjectAlternativeNames'] as const;
const editableStates: readonly string[] = ['Requested', 'Declined', 'Rejected', 'Invalid'];

/** Answers `PUT /api/ssl/v1`: checks everything first, then writes all of it or nothing. */
export function updateSsl(c: SandboxContext, world: World): Response {
  const update = readBody(c, UpdateSchema);
  if (isScmError(update)) return errorResponse(update);
  const certificate = world.scm.certificates.get(update.sslId);
  if (certificate === undefined) {
    const description = 'SSL certificate is not found.';
    return errorResponse(
      world.switches.unknownIdOnPut === 404
        ? { status: 404, code: -5101, description }
        : badRequest(-124, description),
    );
  }
  const refusal = applyUpdate(certificate, update, world);
  if (refusal !== undefined) return errorResponse(refusal);
  return scmJson(renderDetails(certificate, { world, dateFormat: c.req.query('dateFormat') }));
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
      : applyCustomFields(update.customFields, certificate.values, { state: scm, switches });
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
  // Values, comments and notifications are no filters of the list; its selections stay good without the rest.
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
