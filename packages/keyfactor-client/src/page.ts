/** The number of the page that holds the row at this position; Command counts pages from 1. */
export function pageAt(position: number, pageSize: number): number {
  return Math.floor(position / pageSize) + 1;
}

/** The position at which the page after that one begins. */
export function nextPage(position: number, pageSize: number): number {
  return pageAt(position, pageSize) * pageSize;
}
