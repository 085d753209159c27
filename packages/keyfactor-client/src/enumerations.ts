/** States of a certificate. Expired isn't one: an expired certificate stays Active. [Command 25.1, "GET Certificates"] */
export const CertStates = {
  Unknown: 0,
  Active: 1,
  Revoked: 2,
  Denied: 3,
  Failed: 4,
  Pending: 5,
  CertificateAuthority: 6,
  ParentCertificateAuthority: 7,
  ExternalValidation: 8,
} as const;

/** Types of keys; the names of 5 and up aren't documented. [Command 25.1, "GET Certificates"] */
export const KeyTypes = { Unknown: 0, RSA: 1, DSA: 2, ECC: 3, DH: 4 } as const;

/** Data types of metadata fields. [Command 25.1, "Metadata Fields"] */
export const MetadataDataTypes = {
  String: 1,
  Integer: 2,
  Date: 3,
  Boolean: 4,
  MultipleChoice: 5,
  BigText: 6,
  Email: 7,
} as const;

/** How enrollment forms treat a metadata field. [Command 25.1, "Metadata Fields"] */
export const MetadataEnrollments = { Optional: 0, Required: 1, Hidden: 2 } as const;
