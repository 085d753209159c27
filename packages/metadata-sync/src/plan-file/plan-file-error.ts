/** Why a file is not a plan to apply: something else, of a newer version, cut off, or changed since it was written. */
export type PlanFileErrorCode = 'not-a-plan' | 'newer' | 'incomplete' | 'changed';

/** A file can't be read as a plan. The message never holds text of the file. */
export class PlanFileError extends Error {
  override readonly name = 'PlanFileError';
  readonly code: PlanFileErrorCode;
  /** A whole sentence. */
  readonly remedy: string;

  constructor(code: PlanFileErrorCode) {
    const { message, remedy } = texts[code];
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}

const again = 'Make the plan anew with certbridge plan and --out.';

const texts: Record<PlanFileErrorCode, { readonly message: string; readonly remedy: string }> = {
  'not-a-plan': {
    message: 'this is not a plan of certbridge',
    remedy: 'Name the file that certbridge plan wrote with --out.',
  },
  newer: {
    message: 'a newer version of certbridge made this plan',
    remedy: 'Apply it with that version, or make the plan anew with this one.',
  },
  incomplete: { message: 'the plan is incomplete: its end is missing', remedy: again },
  changed: {
    message: 'the plan was changed after it was made, or is damaged: its checksum does not fit',
    remedy: again,
  },
};
