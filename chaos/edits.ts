import type { Sandbox } from '@certbridge/sandbox';
import { type Estate, takeEstate } from './estate.ts';
import { agreementKey, customFields, pairsOf } from './oracle.ts';
import type { Random } from './random.ts';

type Pair = ReturnType<typeof pairsOf>[number];
type CustomField = (typeof customFields)[number];

/** Which edits to make. */
export interface EditOptions {
  readonly count: number;
  /** Edit only these custom fields. Without it, comments and other metadata are edited, too. */
  readonly only?: ((pair: Pair, field: CustomField) => boolean) | undefined;
}

/** Changes values without the APIs, like people using the portals. */
export function edit(sandbox: Sandbox, random: Random, { count, only }: EditOptions): void {
  for (let number = 0; number < count; number += 1) {
    if (only === undefined && random.chance(0.15)) editOtherThings(sandbox, random);
    else editCustomField(sandbox, random, only);
  }
}

/**
 * Selects fields in which both sides have the agreed value: an edit to one has only one correct result, however far
 * earlier runs got.
 */
export function agreedFields(agreed: ReadonlyMap<string, string>): NonNullable<EditOptions['only']> {
  return ([scm, command], { name, metadataName }) => {
    const present = [scm.customFields[name] ?? '', command.metadata[metadataName] ?? ''];
    return present.every((text) => text === agreed.get(agreementKey(command.id, name)));
  };
}

/** Selects fields in which two estates differ. */
export function changedFields(one: Estate, other: Estate): NonNullable<EditOptions['only']> {
  return ([{ sslId }, { id }], { name, metadataName }) =>
    one.scm.get(sslId)?.customFields[name] !== other.scm.get(sslId)?.customFields[name] ||
    one.command.get(id)?.metadata[metadataName] !== other.command.get(id)?.metadata[metadataName];
}

function editCustomField(sandbox: Sandbox, random: Random, only: EditOptions['only']): void {
  const { scmState, commandState, scm: account, now } = sandbox;
  const scope = { sslTypeIds: account.sslTypeIds, now, includeEnded: true };
  const [first, ...others] = pairsOf(takeEstate(sandbox), scope).flatMap((pair) =>
    customFields.flatMap((field) => (only?.(pair, field) === false ? [] : [{ pair, field }])),
  );
  if (first === undefined) return;
  const { pair, field } = random.pick([first, ...others]);
  const [scm, command] = pair;
  const { name, metadataName } = field;
  const side = random.pick(['scm', 'command', 'both']);
  const value = drawValue(random, name);
  const otherValue = random.chance(0.3) ? value : drawValue(random, name);
  if (side !== 'command') scmState.updateCertificate(scm.sslId, { customFields: { [name]: value } });
  const hasField = commandState.metadataFields().some((definition) => definition.Name === metadataName);
  if (side === 'scm' || !hasField) return;
  commandState.updateCertificate(command.id, { metadata: { [metadataName]: otherValue } });
}

/** Edits values that a sync only reads from SCM, or ignores. */
function editOtherThings({ scmState, commandState }: Sandbox, random: Random): void {
  const [scm, ...moreScm] = scmState.certificates();
  const [command, ...moreCommand] = commandState.certificates();
  const number = random.integer(1, 999);
  if (random.chance(0.5) && scm) {
    const { sslId } = random.pick([scm, ...moreScm]);
    scmState.updateCertificate(sslId, { comments: random.chance(0.3) ? '' : `Comment ${number}` });
  } else if (command) {
    const { id } = random.pick([command, ...moreCommand]);
    commandState.updateCertificate(id, { metadata: { BusinessUnit: `Unit ${number}` } });
  }
}

/** Draws a value that fits the field, or null. */
function drawValue(random: Random, field: CustomField['name']): string | null {
  if (random.chance(0.15)) return null;
  const number = random.integer(1, 99_999);
  switch (field) {
    case 'Contact E-mail':
      return `team-${number}@corp.example`;
    case 'Asset Number':
      return String(number);
    case 'Environment':
      return random.pick(['Production', 'Staging', 'Test']);
    case 'Review Date':
      return `2027-${two(random.integer(1, 12))}-${two(random.integer(1, 28))}`;
    case 'Notes':
      return `Line ${number}\nand one more`;
    default:
      return `${field} ${number}, "quoted" & ünïcode`;
  }
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
