import type { Random } from '../random.ts';
import type { StoredValue } from '../scm/scm-state.ts';

const teams = ['Platform', 'Payments', 'Web Shop', 'Identity & Access', 'Büro Köln', 'Data/ML'] as const;
const mailboxes = [
  'platform@corp.example',
  'payments@corp.example',
  'shop@corp.example',
  'iam@corp.example',
] as const;
const notes = [
  'Behind the load balancer.\nRenew with the vendor.',
  'Pinned by the mobile app',
  'Line one\nLine two\nLine three',
] as const;

/** Draws custom field values for one certificate: most have most fields, one in twelve has none at all. */
export function drawCustomValues(random: Random, today: number): StoredValue[] {
  if (random.chance(1 / 12)) return [];
  const values: StoredValue[] = [{ fieldId: 301, value: `CC-${1000 + random.below(400)}` }];
  const maybe = (probability: number, fieldId: number, draw: () => string): void => {
    if (random.chance(probability)) values.push({ fieldId, value: draw() });
  };
  maybe(0.95, 302, () => random.pick(teams));
  maybe(0.9, 303, () => random.pick(mailboxes));
  maybe(0.85, 304, () => String(100_000 + random.below(900_000)));
  maybe(0.95, 305, () => random.pick(['Production', 'Production', 'Staging', 'Test']));
  maybe(0.8, 306, () => new Date(today + random.below(365) * 86_400_000).toISOString().slice(0, 10));
  maybe(0.3, 307, () => random.pick(notes));
  maybe(0.2, 308, () => `L${random.below(10_000)}`);
  return values;
}
