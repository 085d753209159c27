/** The Error schema of the contract. */
export interface ErrorBody {
  readonly error_code: number;
  readonly error_message: string;
}

/** Renders an error as the contract's Error schema. */
export function errorBody(status: number, message: string): ErrorBody {
  return { error_code: status, error_message: message };
}
