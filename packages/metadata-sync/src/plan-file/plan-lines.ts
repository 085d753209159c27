import { plainJson } from '@certbridge/plain-text';
import * as v from 'valibot';
import type { PlanHeader, PlannedCertificate, PlannedValue } from '../planning/sync-plan.ts';
import { syncModes } from '../sync-mode.ts';

/** What every plan file begins with. */
const PLAN_FORMAT = 'certbridge-plan';

/** Grows when a file that this version writes can't be applied by an older one. */
const PLAN_VERSION = 1;

const SideSchema = v.picklist(['sectigo', 'keyfactor']);
const count = () => v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const HeaderSchema = v.object({
  planId: v.pipe(v.string(), v.uuid()),
  mode: v.picklist(syncModes),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  scope: v.string(),
  createFields: v.array(v.string()),
  updateFields: v.array(v.string()),
  certificates: count(),
  fields: v.array(
    v.object({ side: SideSchema, field: v.string(), set: count(), overwritten: count(), cleared: count() }),
  ),
  scopeCertificates: count(),
  scopeValues: count(),
});

const ValueSchema = v.object({
  side: SideSchema,
  field: v.string(),
  before: v.nullable(v.string()),
  after: v.string(),
  truncated: v.optional(v.boolean(), false),
  sensitive: v.optional(v.boolean(), false),
});

const CertificateSchema = v.object({
  serialNumber: v.string(),
  sectigoId: v.nullable(v.number()),
  keyfactorId: v.nullable(v.number()),
  fingerprint: v.string(),
  changes: v.tupleWithRest([ValueSchema], ValueSchema),
});

/** Identifies the first line of a plan, of any version. */
const MarkSchema = v.object({ format: v.literal(PLAN_FORMAT), version: count() });

/** Renders the first line of a plan file. */
export function renderHeaderLine(header: PlanHeader): string {
  return `${plainJson({ format: PLAN_FORMAT, version: PLAN_VERSION, ...header })}\n`;
}

/** Renders a certificate; values of sensitive fields as hashes. Marks that don't hold are left out. */
export function renderCertificateLine(
  certificate: PlannedCertificate,
  hashSensitive: (text: string) => string,
): string {
  const { changes, ...reference } = certificate;
  return `${plainJson({ ...reference, changes: changes.map((value) => toWritten(value, hashSensitive)) })}\n`;
}

/** Renders the last line of a plan file, by which a cut or changed one is found out. */
export function renderTrailerLine(trailer: {
  readonly certificates: number;
  readonly sha256: string;
}): string {
  return `${plainJson(trailer)}\n`;
}

/** What the first line of a plan file says, or why it can't be read. */
export type PlanHeaderResult = { readonly header: PlanHeader } | { readonly problem: 'not-a-plan' | 'newer' };

/** Parses the first line of a plan file. */
export function parseHeaderLine(line: string): PlanHeaderResult {
  const value = parseJson(line);
  const mark = v.safeParse(MarkSchema, value);
  if (!mark.success) return { problem: 'not-a-plan' };
  if (mark.output.version > PLAN_VERSION) return { problem: 'newer' };
  const header = v.safeParse(HeaderSchema, value);
  return header.success ? { header: header.output } : { problem: 'not-a-plan' };
}

/** Parses the line of a certificate; undefined if it is not valid. */
export function parseCertificateLine(line: string): PlannedCertificate | undefined {
  const certificate = v.safeParse(CertificateSchema, parseJson(line));
  return certificate.success ? certificate.output : undefined;
}

function toWritten(
  { side, field, before, after, truncated, sensitive }: PlannedValue,
  hashSensitive: (text: string) => string,
): v.InferInput<typeof ValueSchema> {
  // An absent value is not a secret: that a value is new, or cleared, must be seen.
  const hide = (text: string) => (sensitive && text !== '' ? hashSensitive(text) : text);
  return {
    side,
    field,
    before: before === null ? null : hide(before),
    after: hide(after),
    ...(truncated ? { truncated } : {}),
    ...(sensitive ? { sensitive } : {}),
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
