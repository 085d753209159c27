/**
 * What `SN` in a name that is given may stand for: EJBCA writes it for the serial number, OpenSSL, Node and RFC 4519 for the surname. Both count, wherever a
 * name is given, since either may be where it was copied from.
 */
export const meaningsOfSn = ['SURNAME', 'SERIALNUMBER'] as const;
