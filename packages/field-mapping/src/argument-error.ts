/**
 * Thrown for an argument that can't be one, as JavaScript lets through: of another type, missing, or with an option that doesn't
 * exist. The message names it and the nearest known one, and never holds a value.
 */
export class ArgumentError extends TypeError {
  override readonly name = 'ArgumentError';
  readonly code = 'invalid-argument';
}
