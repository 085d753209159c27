import { ApiError, type SectigoClient } from '@certbridge/sectigo-client';

/** Reads the list of certificates until so many were seen, aborts the rest, and returns the code that it ended with. */
export async function readUntil(scm: SectigoClient, enough: number): Promise<string> {
  const controller = new AbortController();
  let seen = 0;
  try {
    for await (const _ of scm.certificates.list({}, { signal: controller.signal, pageSize: 10 })) {
      seen += 1;
      if (seen === enough) controller.abort();
    }
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
  return `all ${seen}`;
}
