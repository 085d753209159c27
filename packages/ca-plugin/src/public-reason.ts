import { explainScmCode } from '@certbridge/sectigo-client';

/** A call that SCM refused. */
interface Refused {
  readonly apiCode?: number | string | undefined;
  readonly method?: string | undefined;
  readonly path?: string | undefined;
}

/**
 * Says why SCM refused something, fit for anyone: by the meaning of its code. SCM's own words may name organizations and logins, and the
 * message of the error names the path.
 */
export function publicReason({ apiCode, method, path }: Refused): string {
  if (typeof apiCode !== 'number') return 'SCM refused it.';
  const meaning = explainScmCode(apiCode, { method, path })?.meaning;
  return meaning === undefined
    ? `SCM refused it with code ${apiCode}.`
    : `SCM refused it: ${meaning} (code ${apiCode}).`;
}
