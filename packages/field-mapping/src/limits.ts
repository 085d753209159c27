/**
 * The longest value of a metadata field in Keyfactor Command, by data type.
 *
 * In UTF-16 code units, as in .NET strings and SQL Server's `nvarchar`: an emoji is two.
 */
export const metadataLimits = { String: 400, Email: 400, BigText: 4000, MultipleChoice: 400 } as const;

/** The longest single address in an Email metadata field, in UTF-16 code units. */
export const metadataEmailAddressLimit = 100;

/** The longest value of a custom field in Sectigo Certificate Manager, multi-line text included, in UTF-16 code units. */
export const customFieldLimit = 256;

/** The longest name of a metadata field in Keyfactor Command. */
export const metadataNameLimit = 256;

/** The range of Integer metadata fields. Keyfactor Command doesn't document it; a signed 32-bit integer is safe. */
export const integerRange = { min: -2_147_483_648, max: 2_147_483_647 } as const;
