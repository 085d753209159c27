import type { SettingProblem } from './property-annotation.ts';

/** What went wrong: settings, input or an argument of the calling program, a state that forbids it, something that is not there, one record, or the authority itself. */
export type CaPluginErrorCode =
  | 'disabled'
  | 'not-initialized'
  | 'invalid-settings'
  | 'invalid-request'
  | 'invalid-argument'
  | 'not-found'
  | 'refused'
  | 'bad-record'
  | 'nothing-in-scope'
  | 'unavailable'
  | 'too-many-bad-records'
  | 'aborted';

/** A plugin could not do its job. The message is a sentence with the remedy, and holds no secret. */
export class CaPluginError extends Error {
  override readonly name = 'CaPluginError';
  readonly code: CaPluginErrorCode;
  /** What is wrong with which setting; the message has all of it. Empty where settings are not at fault. */
  readonly problems: readonly SettingProblem[];
  /** `login` where the login was refused; `unconfirmed` where SCM accepted the request but does not show its effect yet. */
  readonly about: 'login' | 'unconfirmed' | undefined;
  /** Why, fit for anyone, where SCM refused it or waiting was ended. The message has what SCM says, which may name organizations, logins and paths. */
  readonly publicReason: string | undefined;

  constructor(
    message: string,
    {
      code,
      problems = [],
      about,
      publicReason = code === 'aborted' ? 'Waiting was ended.' : undefined,
    }: {
      readonly code: CaPluginErrorCode;
      readonly problems?: readonly SettingProblem[] | undefined;
      readonly about?: CaPluginError['about'];
      readonly publicReason?: string | undefined;
    },
  ) {
    super(message);
    this.code = code;
    this.problems = problems;
    this.about = about;
    this.publicReason = publicReason;
  }
}
