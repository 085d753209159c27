/** Returns the HTML page of a proxy in front of the system. */
export function proxyPage(status: number): Response {
  const page = `<!DOCTYPE html><html><head><title>${status} Gateway</title></head><body><h1>The gateway could not reach the server</h1></body></html>`;
  return new Response(page, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}
