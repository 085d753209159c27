/** Too many searches that take long wait already: the same is worth another attempt later. */
export class TooManySearchesError extends Error {
  override readonly name = 'TooManySearchesError';

  constructor() {
    super('Too many slow searches wait already. Try again later, or search for more or rarer characters.');
  }
}
