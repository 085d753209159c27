/**
 * The longest value that a metadata field of Keyfactor Command takes, by data type.
 *
 * In UTF-16 code units, as .NET strings and SQL Server's `nvarchar` count them: an emoji is two.
 */
export const metadataLimits = { String: 400, Email: 400, BigText: 4000, MultipleChoice: 400 } as const;

/** The longest single address inside an Email metadata field, in UTF-16 code units. */
export const metadataEmailAddressLimit = 100;

/** The longest value of a custom field in Sectigo Certificate Manager, multi-line text included, in UTF-16 code units. */
export const customFieldLimit = 256;

/** The longest name of a metadata field in Keyfactor Command. */
export const metadataNameLimit = 256;

/** Keyfactor Command does not state the range of Integer fields; what fits 32 bits with a sign is safe. */
export const integerRange = { min: -2_147_483_648, max: 2_147_483_647 } as const;
