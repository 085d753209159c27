import type { FieldMapping } from './field-plan.ts';

/** A field of the sync before it is known which others the same SCM field fills. */
export type SingleMapping = Omit<FieldMapping, 'agreedAs' | 'isFollower' | 'followers'>;

/**
 * Brings the metadata fields together that one SCM field fills, in the order of the configuration: values go back from
 * the first alone. A mark as sensitive on one of them counts for all.
 */
export function linkFollowers(mappings: readonly SingleMapping[]): readonly FieldMapping[] {
  return mappings.map((mapping) => {
    const together = mappings.filter(
      ({ kind, sectigoName }) => kind === mapping.kind && sectigoName === mapping.sectigoName,
    );
    if (together[0] !== mapping) return toFollower(mapping, together);
    const followers = together.slice(1).map((other) => toFollower(other, together));
    return { ...withMark(mapping, together), agreedAs: mapping.sectigoName, isFollower: false, followers };
  });
}

function toFollower(mapping: SingleMapping, together: readonly SingleMapping[]): FieldMapping {
  // No name in SCM has a line end.
  const agreedAs = `${mapping.sectigoName}\n${mapping.metadataName}`;
  return { ...withMark(mapping, together), agreedAs, isFollower: true, followers: [] };
}

function withMark(mapping: SingleMapping, together: readonly SingleMapping[]): SingleMapping {
  const sensitive = together.some((other) => other.sensitive);
  return { ...mapping, sensitive, back: mapping.back && { ...mapping.back, sensitive } };
}
