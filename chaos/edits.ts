import type { Sandbox } from '@certbridge/sandbox';
import { takeEstate } from './estate.ts';
import { agreementKey, customFields, pairsOf } from './oracle.ts';
import type { Random } from './random.ts';

/** What people may edit. */
export interface EditOptions {
  readonly count: number;
  /** Only fields in which both sides hold what they agreed on: then there is one right outcome, however far a run came. */
  readonly onlyAgreed?: ReadonlyMap<string, string> | undefined;
  /** Only custom fields, no comments and no metadata of other kinds. */
  readonly onlyCustomFields?: boolean;
}

/** Changes values past both APIs, as people at the screens would. */
export function edit(sandbox: Sandbox, random: Random, options: EditOptions): void {
  const { count, onlyAgreed, onlyCustomFields = onlyAgreed !== undefined } = options;
  for (let number = 0; number < count; number += 1) {
    if (!onlyCustomFields && random.chance(0.15)) editOtherThings(sandbox, random);
    else editCustomField(sandbox, random, onlyAgreed);
  }
}

function editCustomField(
  sandbox: Sandbox,
  random: Random,
  onlyAgreed: ReadonlyMap<string, string> | undefined,
): void {
  const { scmState, commandState, scm: account, now } = sandbox;
  const scope = { sslTypeIds: account.sslTypeIds, now, includeEnded: true };
  const [first, ...others] = pairsOf(takeEstate(sandbox), scope);
  if (first === undefined) return;
  const [scm, command] = random.pick([first, ...others]);
  const { name, metadataName } = random.pick<(typeof customFields)[number]>(customFields);
  const side = random.pick(['scm', 'command', 'both']);
  const value = drawValue(random, name);
  const otherValue = random.chance(0.3) ? value : drawValue(random, name);
  const present = [scm.customFields[name] ?? '', command.metadata[metadataName] ?? ''];
  const agreed = onlyAgreed?.get(agreementKey(command.id, name));
  if (onlyAgreed !== undefined && present.some((text) => text !== agreed)) return;
  if (side !== 'command') scmState.updateCertificate(scm.sslId, { customFields: { [name]: value } });
  const hasField = commandState.metadataFields().some((field) => field.Name === metadataName);
  if (side === 'scm' || !hasField) return;
  commandState.updateCertificate(command.id, { metadata: { [metadataName]: otherValue } });
}

/** Edits what a sync takes from SCM only, or has nothing to do with. */
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

/** A value that fits the field, or none. */
function drawValue(random: Random, field: (typeof customFields)[number]['name']): string | null {
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
