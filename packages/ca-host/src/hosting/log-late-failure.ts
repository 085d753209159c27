import type { Logger } from '@logtape/logtape';

/** Logs why work failed that went on after its requester got a response. */
export function logLateFailure(logger: Logger, what: 'An order' | 'A revocation', error: Error): void {
  // A property `message` would give way to the record's own.
  const { name: errorName, message: errorMessage, stack: errorStack } = error;
  logger.error('{what} that went on without its requester failed: {errorName}: {errorMessage}', {
    what,
    errorName,
    errorMessage,
    errorStack,
  });
}
