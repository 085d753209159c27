import type { Random } from '../random.ts';
import type { StoredValue } from '../scm/scm-state.ts';

type Values = readonly [StoredValue, ...StoredValue[]];

const costCenters = shared(301, ...numbered(400, (number) => `CC-${1000 + number}`));
const teams = shared(302, 'Platform', 'Payments', 'Web Shop', 'Identity & Access', 'Büro Köln', 'Data/ML');
const mailboxes = shared(
  303,
  'platform@corp.example',
  'payments@corp.example',
  'shop@corp.example',
  'iam@corp.example',
);
const environments = shared(305, 'Production', 'Production', 'Staging', 'Test');
const notes = shared(
  307,
  'Behind the load balancer.\nRenew with the vendor.',
  'Pinned by the mobile app',
  'Line one\nLine two\nLine three',
);
const legacyCodes = shared(308, ...numbered(10_000, (number) => `L${number}`));

/** Draws custom field values for a certificate: most have most fields, one in twelve has none. */
export function drawCustomValues(random: Random, today: number): StoredValue[] {
  if (random.chance(1 / 12)) return [];
  const values: StoredValue[] = [random.pick(costCenters)];
  const maybe = (probability: number, draw: () => StoredValue): void => {
    if (random.chance(probability)) values.push(draw());
  };
  maybe(0.95, () => random.pick(teams));
  maybe(0.9, () => random.pick(mailboxes));
  maybe(0.85, () => ({ fieldId: 304, value: String(100_000 + random.below(900_000)) }));
  maybe(0.95, () => random.pick(environments));
  maybe(0.8, () => ({ fieldId: 306, value: writeDay(today + random.below(365) * 86_400_000) }));
  maybe(0.3, () => random.pick(notes));
  maybe(0.2, () => random.pick(legacyCodes));
  // A copy has no spare capacity, unlike an array that was pushed to.
  return values.slice();
}

/** Shares equal values of a field: 400,000 certificates would have millions of them. */
function shared(fieldId: number, ...values: readonly string[]): Values {
  const [first = { fieldId, value: '' }, ...others] = values.map((value) => ({ fieldId, value }));
  return [first, ...others];
}

function numbered(count: number, write: (number: number) => string): string[] {
  return Array.from({ length: count }, (_, number) => write(number));
}

function writeDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
