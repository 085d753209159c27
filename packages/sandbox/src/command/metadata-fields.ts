import * as v from 'valibot';
import type { SandboxContext } from '../http/pipeline.ts';
import { requestPath } from '../http/request-path.ts';
import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';
import { commandEmpty, commandJson } from './command-json.ts';
import { readFlag, readPaging, readParameters, takePage } from './command-query-params.ts';
import type { CommandMetadataField } from './command-state.ts';
import { parseQuery } from './query/parse-query.ts';
import type { QueryNode } from './query/query-ast.ts';
import { findQueryField } from './query/query-fields.ts';
import { readBody } from './read-body.ts';

const text = (maxLength: number) => v.optional(v.nullable(v.pipe(v.string(), v.maxLength(maxLength))));
const whole = v.pipe(v.number(), v.integer());

const createEntries = {
  Name: v.pipe(v.string(), v.maxLength(256), v.regex(/^[A-Za-z0-9_-]+$/)),
  Description: v.pipe(v.string(), v.maxLength(1024)),
  DataType: v.picklist([1, 2, 3, 4, 5, 6, 7]),
  Hint: text(128),
  Validation: text(4000),
  Enrollment: v.optional(v.picklist([0, 1, 2])),
  Message: text(1024),
  Options: v.optional(v.nullable(v.string())),
  DefaultValue: text(100),
  DisplayOrder: v.optional(v.nullable(whole)),
  CaseSensitive: v.optional(v.boolean()),
  ExemptFromActionedCount: v.optional(v.boolean()),
};
const CreateSchema = v.object(createEntries);
const UpdateSchema = v.object({
  ...createEntries,
  Id: v.pipe(whole, v.minValue(0), v.maxValue(2_147_483_647)),
});
const IdsSchema = v.array(whole);

/** Handles `GET /MetadataFields`: 50 per page, sorted by DisplayOrder, by default. Only `Name` can be queried. */
export function listMetadataFields(c: SandboxContext, world: World): Response {
  const parameters = readParameters(c, world);
  const paging = readPaging(parameters, world);
  const query = parseQuery(parameters.get('querystring') ?? '', world.switches.queryPrecedence);
  const selected = world.command.metadataFields.filter(
    (field) => query === undefined || matchesName(query, field),
  );
  selected.sort(readOrder(parameters.get('sortfield') || 'DisplayOrder'));
  const rows = takePage({ items: selected, start: 0, end: selected.length }, paging, c.get('page'));
  const headers =
    world.switches.totalCountOnMetadataFields === 'sent' ? { 'x-total-count': String(selected.length) } : {};
  return commandJson(
    world,
    rows.map((field) => renderField(field, world)),
    { headers },
  );
}

/** Handles `GET /MetadataFields/{idOrName}`; all digits is an id. */
export function getMetadataField(c: SandboxContext, world: World): Response {
  // hono's own parameter is from the lower-case path.
  const key = decodeSegment(requestPath(c.req, world.switches).split('/').at(-1) ?? '');
  const field = world.command.metadataFields.find((candidate) =>
    /^\d+$/.test(key) ? candidate.Id === Number(key) : candidate.Name.toLowerCase() === key.toLowerCase(),
  );
  if (field === undefined) {
    const by = /^\d+$/.test(key) ? 'Id' : 'Name';
    throw new CommandError(404, `MetadataFieldType with ${by} '${key}' does not exist.`);
  }
  return commandJson(world, renderField(field, world));
}

/** Handles `POST /MetadataFields`; returns 200 and the definition. */
export function createMetadataField(c: SandboxContext, world: World): Response {
  const body = readBody(c, CreateSchema, world);
  const { command } = world;
  const Id = Math.max(0, ...command.metadataFields.map((field) => field.Id)) + 1;
  const field = completeField({ ...body, Id });
  checkName(field, world);
  checkOptions(field);
  command.metadataFields.push(field);
  command.certificates.changed();
  return commandJson(world, renderField(field, world));
}

/** Handles `PUT /MetadataFields`: a full replacement, or a merge, depending on a switch. The data type can't change, nor the name once in use. */
export function updateMetadataField(c: SandboxContext, world: World): Response {
  const body = readBody(c, UpdateSchema, world);
  const { command, switches } = world;
  const index = command.metadataFields.findIndex(({ Id }) => Id === body.Id);
  const stored = command.metadataFields[index];
  if (stored === undefined) throw unknownField(body.Id);
  if (switches.commandVersion >= 11 && (body.DisplayOrder === undefined || body.DisplayOrder === null)) {
    throw new CommandError(400, 'The property DisplayOrder is missing or not valid.');
  }
  const field = completeField(body, switches.metadataFieldOnPut === 'keep' ? stored : undefined);
  if (field.DataType !== stored.DataType)
    throw new CommandError(400, 'The data type of a metadata field cannot be changed.');
  if (field.Name !== stored.Name && isInUse(field.Id, world)) {
    throw new CommandError(400, 'The name of a metadata field in use cannot be changed.');
  }
  checkName(field, world);
  checkOptions(field);
  command.metadataFields[index] = field;
  command.certificates.changed();
  return commandJson(world, renderField(field, world));
}

/** Handles `DELETE /MetadataFields/{id}`. A field in use needs `force=true`, and its values are deleted with it. */
export function deleteMetadataField(c: SandboxContext, world: World): Response {
  const id = Number(c.req.param('key'));
  if (!world.command.metadataFields.some(({ Id }) => Id === id)) throw unknownField(id);
  const force = readFlag(readParameters(c, world), 'force');
  if (!force && isInUse(id, world)) throw new CommandError(400, 'The metadata field is in use.');
  removeField(id, world);
  return commandEmpty(world);
}

/** Handles `DELETE /MetadataFields` with ids in its body; fields that can't be deleted are skipped. */
export function deleteMetadataFields(c: SandboxContext, world: World): Response {
  const ids = readBody(c, IdsSchema, world);
  const force = readFlag(readParameters(c, world), 'force');
  for (const id of ids) if (force || !isInUse(id, world)) removeField(id, world);
  return commandEmpty(world);
}

/** Handles `GET /MetadataFields/{id}/InUse`. */
export function isMetadataFieldInUse(c: SandboxContext, world: World): Response {
  const id = Number(c.req.param('id'));
  if (!world.command.metadataFields.some(({ Id }) => Id === id)) throw unknownField(id);
  return commandJson(world, isInUse(id, world));
}

function completeField(
  body: v.InferOutput<typeof UpdateSchema>,
  base?: CommandMetadataField,
): CommandMetadataField {
  const { Id, Name, Description, DataType } = body;
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  return {
    Id,
    Name,
    Description,
    DataType,
    Hint: null,
    Validation: null,
    Enrollment: 0,
    Message: null,
    Options: null,
    DefaultValue: null,
    DisplayOrder: null,
    CaseSensitive: false,
    ExemptFromActionedCount: false,
    ...base,
    ...given,
  };
}

function renderField(field: CommandMetadataField, { switches }: World): Record<string, unknown> {
  const { CaseSensitive, ExemptFromActionedCount, ...rest } = field;
  if (switches.commandVersion >= 25) return field as unknown as Record<string, unknown>;
  if (switches.commandVersion === 10) return rest;
  const deprecated = { AllowAPI: true, ExplicitUpdate: false };
  return switches.commandVersion === 24 ? { ...field, ...deprecated } : { ...rest, ...deprecated };
}

function checkName(field: CommandMetadataField, world: World): void {
  const folded = field.Name.toLowerCase();
  const taken = world.command.metadataFields.some(
    ({ Id, Name }) => Id !== field.Id && Name.toLowerCase() === folded,
  );
  if (taken) throw new CommandError(400, `Metadata Field with Name '${field.Name}' already exists.`);
  if (findQueryField(field.Name, world)?.metadata === false || folded === 'requestername') {
    throw new CommandError(400, `The name '${field.Name}' is a built-in search field.`);
  }
}

function checkOptions({ DataType, Options }: CommandMetadataField): void {
  if (DataType === 5 && (Options === null || Options.split(',').some((option) => option === ''))) {
    throw new CommandError(400, 'The property Options is missing or not valid.');
  }
}

function isInUse(id: number, { command }: World): boolean {
  return command.certificates.all().some(({ values }) => values.some(({ fieldId }) => fieldId === id));
}

function removeField(id: number, { command }: World): void {
  const index = command.metadataFields.findIndex(({ Id }) => Id === id);
  if (index < 0) return;
  command.metadataFields.splice(index, 1);
  for (const certificate of command.certificates.all()) {
    if (certificate.values.some(({ fieldId }) => fieldId === id)) {
      certificate.values = certificate.values.filter(({ fieldId }) => fieldId !== id);
    }
  }
  command.certificates.changed();
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function unknownField(id: number): CommandError {
  return new CommandError(404, `Unable to find 'MetadataFieldType' with Id '${id}'`);
}

function matchesName(node: QueryNode, field: CommandMetadataField): boolean {
  if (node.kind === 'and') return matchesName(node.left, field) && matchesName(node.right, field);
  if (node.kind === 'or') return matchesName(node.left, field) || matchesName(node.right, field);
  if (node.field.toLowerCase() !== 'name') throw new CommandError(400, `Invalid query field: ${node.field}.`);
  const name = field.Name.toLowerCase();
  const value = (node.value ?? '').toLowerCase();
  switch (node.operator) {
    case 'eq':
      return name === value;
    case 'ne':
      return name !== value;
    case 'contains':
      return name.includes(value);
    case 'notcontains':
      return !name.includes(value);
    case 'startswith':
      return name.startsWith(value);
    case 'endswith':
      return name.endsWith(value);
    default:
      throw new CommandError(400, `Invalid operator -${node.operator} for Name.`);
  }
}

function readOrder(sortField: string): (a: CommandMetadataField, b: CommandMetadataField) => number {
  const byId = (a: CommandMetadataField, b: CommandMetadataField): number => a.Id - b.Id;
  switch (sortField.toLowerCase()) {
    case 'displayorder':
      return (a, b) => (a.DisplayOrder ?? 0) - (b.DisplayOrder ?? 0) || byId(a, b);
    case 'id':
      return byId;
    case 'name':
      return (a, b) => (a.Name < b.Name ? -1 : 1);
    case 'datatype':
      return (a, b) => a.DataType - b.DataType || byId(a, b);
    default:
      throw new CommandError(400, `Invalid sort field: ${sortField}.`, '0xA011004A');
  }
}
