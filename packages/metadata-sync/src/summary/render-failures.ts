import { countNoun, HIDDEN, plainText, quoted } from '@certbridge/plain-text';
import { groupFailures } from './group-failures.ts';
import { describeCertificate, renderMore } from './render-parts.ts';
import type { CertificateReference } from './run-summary.ts';

/** Reasons and certificates beyond these are cut in the text; the log and `--json` have them whole. */
const SHOWN_GROUPS = 20;
const SHOWN_CERTIFICATES = 5;

const LONGEST_VALUE = 100;

/** A certificate that failed, as a whole or in a field. */
interface RenderedFailure extends CertificateReference {
  readonly commonName: string | null;
  readonly field: string | null;
  readonly reason: string;
  /** The value in question; null where there is none, `***` where it is not to be seen. */
  readonly value: string | null;
}

/** Renders failures by field and reason, each with its first certificates and their values; no lines where there are none. */
export function renderFailures(title: string, failures: readonly RenderedFailure[]): string[] {
  if (failures.length === 0) return [];
  const groups = groupFailures(failures);
  const lines = groups.slice(0, SHOWN_GROUPS).flatMap(({ field, reason, failures: certificates }) => {
    const count = countNoun(certificates.length, 'certificate');
    return [
      `  ${field === null ? '' : `${plainText(field)}: `}${reason} (${count})`,
      ...certificates.slice(0, SHOWN_CERTIFICATES).map((failure) => `    ${describe(failure)}`),
      ...renderMore(certificates.length - SHOWN_CERTIFICATES, '    '),
    ];
  });
  return ['', title, ...lines, ...renderMore(groups.length - SHOWN_GROUPS)];
}

function describe(failure: RenderedFailure): string {
  const { value } = failure;
  const shown =
    value === null || value === HIDDEN ? value : plainText(quoted(value), { maxLength: LONGEST_VALUE });
  return `${describeCertificate(failure)}${shown === null ? '' : `: ${shown}`}`;
}
