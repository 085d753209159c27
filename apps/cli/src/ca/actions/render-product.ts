/** Names a product: its id, and its name where that is known. */
export function renderProduct({
  productId,
  productName,
}: {
  readonly productId: string;
  readonly productName: string | null;
}): string {
  return productName === null ? productId : `${productId} (${productName})`;
}
