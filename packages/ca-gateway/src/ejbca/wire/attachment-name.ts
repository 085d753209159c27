/** Names a download for its header, which takes neither quotation marks nor characters beyond ASCII. */
export function attachmentName(name: string): string {
  return `attachment; filename="${name.replaceAll(/[^ !#-.0-[\]-~]/g, '_')}"`;
}
