/** Thrown for an option, knob, switch or argument that is unknown or of the wrong kind. The message names it and the nearest known one. */
export class ArgumentError extends TypeError {
  override readonly name = 'ArgumentError';
  readonly code = 'invalid-argument';
}
