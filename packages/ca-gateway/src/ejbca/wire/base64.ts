/** Writes bytes as base64, as enrollments have them. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** Writes bytes as base64 of their base64, as searches have certificates. */
export function doubleBase64(bytes: Uint8Array): string {
  return Buffer.from(base64(bytes), 'latin1').toString('base64');
}
