/** What a requester is told of a profile that the CA does not have. */
export const unknownProfile = 'The CA has no certificate profile of this name.';
