import { HIDDEN, plainJson, plainText } from '@certbridge/plain-text';
import { checkPlan } from '../arguments/check-plan.ts';
import type { PlannedValue, SyncPlan } from '../planning/sync-plan.ts';
import { describeCertificate, renderFieldTotals, showValue, sideNames } from './render-parts.ts';

/**
 * Renders a plan for a person, line by line: the metadata fields, each certificate with the values before and after and
 * the side they are written to, and what is done to each field in all.
 */
export function renderPlan(plan: SyncPlan): AsyncGenerator<string, void, undefined> {
  checkPlan(plan, 'The argument of renderPlan');
  return plainLinesOf(plan);
}

async function* plainLinesOf(plan: SyncPlan): AsyncGenerator<string, void, undefined> {
  // A line each, whatever a name in it holds.
  for await (const line of linesOf(plan)) yield plainText(line);
}

async function* linesOf(plan: SyncPlan): AsyncGenerator<string, void, undefined> {
  const { createFields, updateFields, fields } = plan.header;
  for (const name of createFields) yield `+ metadata field ${name}`;
  for (const name of updateFields) yield `~ metadata field ${name}`;
  for await (const certificate of plan.certificates()) {
    yield `~ ${describeCertificate(certificate)}`;
    for (const change of certificate.changes) yield `    ${renderChange(change)}`;
  }
  if (fields.length > 0) yield '';
  yield* renderFieldTotals(fields);
}

/**
 * Renders a plan as one JSON object in plain text, in pieces: what the summary has under `plan`, a certificate at a time.
 *
 * The object is closed also where reading the plan fails half-way.
 */
export function renderPlanDocument(plan: SyncPlan): AsyncGenerator<string, void, undefined> {
  checkPlan(plan, 'The argument of renderPlanDocument');
  return piecesOf(plan);
}

async function* piecesOf(plan: SyncPlan): AsyncGenerator<string, void, undefined> {
  const { createFields, updateFields } = plan.header;
  yield `{"createFields":${plainJson(createFields)},"updateFields":${plainJson(updateFields)},"certificates":[`;
  try {
    let separator = '\n';
    for await (const { serialNumber, sectigoId, keyfactorId, changes } of plan.certificates()) {
      const certificate = { serialNumber, sectigoId, keyfactorId, changes: changes.map(toDocument) };
      yield `${separator}${plainJson(certificate)}`;
      separator = ',\n';
    }
  } finally {
    yield ']}';
  }
}

function renderChange({ side, field, before, after, sensitive, truncated }: PlannedValue): string {
  const show = (value: string | null) => showValue(sensitive && value ? HIDDEN : value);
  return `${sideNames[side]} ${field}: ${show(before)} -> ${show(after)}${truncated ? ' (cut to the limit)' : ''}`;
}

function toDocument({ side, field, before, after, sensitive }: PlannedValue) {
  const hide = (value: string) => (sensitive && value !== '' ? HIDDEN : value);
  return { side, field, before: before === null ? null : hide(before), after: hide(after) };
}
