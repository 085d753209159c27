/** The reason for a requester when the CA lacks the profile. */
export const unknownProfile = 'The CA has no certificate profile of this name.';
