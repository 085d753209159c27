import * as v from 'valibot';
import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { isActiveField } from './custom-values.ts';
import { readBody } from './read-body.ts';
import { badRequest, errorResponse, isScmError, type ScmError, scmJson } from './scm-error.ts';
import type { ScmCustomField } from './scm-state.ts';

const certTypes = ['ssl', 'smime', 'codesign', 'device'] as const;
const titleSpelling = { ssl: 'SSL', smime: 'SMIME', codesign: 'CodeSign', device: 'Device' } as const;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(256), v.regex(/\S/));
const certType = v.pipe(v.string(), v.toLowerCase(), v.picklist(certTypes));
const rest = {
  state: v.optional(v.picklist(['ACTIVE', 'INACTIVE', 'SUSPENDED_ACTIVE', 'SUSPENDED_INACTIVE'])),
  input: v.optional(
    v.object({
      type: v.picklist(['TEXT_SINGLE_LINE', 'TEXT_MULTI_LINE', 'EMAIL', 'NUMBER', 'TEXT_OPTION', 'DATE']),
      options: v.optional(v.nullable(v.pipe(v.array(v.string()), v.minLength(1)))),
    }),
  ),
  mandatories: v.optional(v.array(v.picklist(['ADMIN_UI', 'REST_API', 'SOAP_API', 'WEB_FORM']))),
};
const CreateSchema = v.object({ name, certType, ...rest });
const UpdateSchema = v.object({
  id: v.pipe(v.number(), v.integer(), v.minValue(1)),
  name,
  certType: v.optional(certType),
  ...rest,
});

/** Handles `GET /api/ssl/v1/customFields`, the short form. */
export function listSslCustomFields(world: World): Response {
  const { scm, switches } = world;
  const shown = scm.customFields.filter(
    (field) =>
      field.certType === 'ssl' && (switches.shortFormLists === 'all' || isActiveField(field, switches)),
  );
  return scmJson(
    shown.map(({ id, name, mandatories }) => ({ id, name, mandatory: mandatories.includes('REST_API') })),
  );
}

/** Handles `GET /api/customField/v2`; without `certType` it returns fields of every type. */
export function listCustomFields(c: SandboxContext, world: World): Response {
  const wanted = c.req.query('certType')?.toLowerCase();
  if (wanted !== undefined && !(certTypes as readonly string[]).includes(wanted)) {
    return errorResponse(badRequest(-1001, "Value of 'certType' is not valid."));
  }
  const fields = world.scm.customFields.filter((field) => wanted === undefined || field.certType === wanted);
  return scmJson(fields.map((field) => renderCustomField(field, c, world)));
}

/** Handles `GET /api/customField/v2/{id}`. */
export function getCustomField(c: SandboxContext, world: World): Response {
  const field = world.scm.customFields.find(({ id }) => id === Number(c.req.param('id')));
  return field === undefined ? errorResponse(unknownField) : scmJson(renderCustomField(field, c, world));
}

/** Handles `POST /api/customField/v2`; returns 201 and the address of the new field. */
export function createCustomField(c: SandboxContext, world: World): Response {
  const body = readBody(c, CreateSchema, world);
  if (isScmError(body)) return errorResponse(body);
  const { customFields } = world.scm;
  const field: ScmCustomField = {
    id: Math.max(300, ...customFields.map(({ id }) => id)) + 1,
    name: body.name,
    certType: body.certType,
    state: body.state ?? 'ACTIVE',
    input: readInput(body.input),
    mandatories: body.mandatories ?? [],
  };
  const refusal = checkField(field, customFields);
  if (refusal !== undefined) return errorResponse(refusal);
  customFields.push(field);
  return new Response(null, {
    status: 201,
    headers: { location: `${new URL(c.req.url).origin}/api/customField/v2/${field.id}` },
  });
}

/** Handles `PUT /api/customField/v2`; absent keys keep their value. */
export function updateCustomField(c: SandboxContext, world: World): Response {
  const body = readBody(c, UpdateSchema, world);
  if (isScmError(body)) return errorResponse(body);
  const { customFields } = world.scm;
  const index = customFields.findIndex(({ id }) => id === body.id);
  const stored = customFields[index];
  if (stored === undefined) return errorResponse(badRequest(-135, 'Custom field is not found.'));
  const field: ScmCustomField = {
    ...stored,
    name: body.name,
    certType: body.certType ?? stored.certType,
    state: body.state ?? stored.state,
    input: body.input === undefined ? stored.input : readInput(body.input),
    mandatories: body.mandatories ?? stored.mandatories,
  };
  const refusal = checkField(field, customFields);
  if (refusal !== undefined) return errorResponse(refusal);
  customFields[index] = field;
  return scmJson(renderCustomField(field, c, world));
}

/** Handles `DELETE /api/customField/v2/{id}`; its stored values are never shown again. */
export function deleteCustomField(c: SandboxContext, world: World): Response {
  const { customFields } = world.scm;
  const index = customFields.findIndex(({ id }) => id === Number(c.req.param('id')));
  if (index < 0) return errorResponse(unknownField);
  customFields.splice(index, 1);
  return new Response(null, { status: 204 });
}

const unknownField: ScmError = { status: 404, code: -135, description: 'Custom field is not found.' };

function renderCustomField(
  field: ScmCustomField,
  c: SandboxContext,
  { switches }: World,
): Record<string, unknown> {
  const { id, name, certType, state, input, mandatories } = field;
  return {
    id,
    name,
    certType:
      switches.certTypeSpelling === 'title' || c.get('dialect') === 'oauth'
        ? titleSpelling[certType]
        : certType,
    state,
    input,
    mandatories,
  };
}

function readInput(input: v.InferOutput<typeof CreateSchema>['input']): ScmCustomField['input'] {
  const { type, options } = input ?? { type: 'TEXT_SINGLE_LINE', options: undefined };
  return options === undefined || options === null ? { type } : { type, options };
}

function checkField(field: ScmCustomField, others: readonly ScmCustomField[]): ScmError | undefined {
  const taken = others.some(
    ({ id, name, certType }) =>
      id !== field.id && certType === field.certType && name.toLowerCase() === field.name.toLowerCase(),
  );
  if (taken) return badRequest(-134, `A custom field with the name '${field.name}' exists already.`);
  const hasOptions = field.input.options !== undefined;
  if (hasOptions !== (field.input.type === 'TEXT_OPTION'))
    return badRequest(-1001, "Value of 'input.options' is not valid.");
  return undefined;
}
