import { plainText } from '@certbridge/plain-text';

/** Describes an unexpected error for the log. */
export interface ErrorDescription {
  readonly errorName: string;
  readonly errorMessage: string;
  /** Where it was thrown, without the message. */
  readonly errorStack: string;
}

/** Longer messages hold whole documents. */
const longestMessage = 500;
const mostFrames = 20;

/** Describes an error for the log, in names of its own: `message` is the record's. All of it is plain text of bounded length. */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { errorName: typeof error, errorMessage: '', errorStack: '' };
  const { name, message, stack = '' } = error;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    errorName: plainText(name, { maxLength: longestMessage }),
    errorMessage: plainText(message, { maxLength: longestMessage }),
    errorStack: frames
      .slice(0, mostFrames)
      .map((line) => plainText(line.trim(), { maxLength: longestMessage }))
      .join('\n'),
  };
}
