import type { CertificateProfile } from '@certbridge/sectigo-client';
import type { OrderRefusal } from '../enrollment/refusal.ts';

/** Chooses the days that a certificate is valid: those of the template, which must be a term of the profile, else its first term. */
export function chooseTerm(
  { terms, name }: Pick<CertificateProfile, 'terms' | 'name'>,
  lifetime: string | undefined,
): { readonly term: number } | OrderRefusal {
  const [first] = terms;
  if (first === undefined) {
    return { problem: `The profile "${name}" has no terms. Set its terms in SCM.` };
  }
  if (lifetime === undefined || lifetime.trim() === '') return { term: first };
  const term = terms.find((days) => String(days) === lifetime.trim());
  if (term !== undefined) return { term };
  return {
    problem: `Lifetime must be one of the terms of the profile "${name}", in days: ${terms.join(', ')}.`,
  };
}
