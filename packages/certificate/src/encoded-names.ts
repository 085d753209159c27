import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { attributeType, type DistinguishedName } from './distinguished-name.ts';

/** An alternative name of a request or certificate; `other` are those that have no form as text. */
export interface AlternativeName {
  readonly kind: 'dns' | 'ip' | 'email' | 'uri' | 'other';
  readonly value: string;
}

const subjectAlternativeName = '2.5.29.17';

/** Reads an encoded name, the most specific part first: DER has it last. Attributes that were joined are parts of their own. */
export function readName({ typesAndValues }: pkijs.RelativeDistinguishedNames): DistinguishedName {
  return typesAndValues
    .map(({ type, value }) => [{ type: attributeType(type), value: String(value.valueBlock.value) }])
    .reverse();
}

/** Reads the alternative names in an extension; none if it is another one. Throws where they can't be read. */
export function readAlternativeNameExtension({ extnID, extnValue }: pkijs.Extension): AlternativeName[] {
  if (extnID !== subjectAlternativeName) return [];
  const { result } = asn1js.fromBER(extnValue.valueBlock.valueHexView);
  return new pkijs.GeneralNames({ schema: result }).names.map(readGeneralName);
}

/** Choices of GeneralName. [RFC 5280, section 4.2.1.6] */
function readGeneralName({ type, value }: pkijs.GeneralName): AlternativeName {
  switch (type) {
    case 1:
      return { kind: 'email', value: String(value) };
    case 2:
      return { kind: 'dns', value: String(value) };
    case 6:
      return { kind: 'uri', value: String(value) };
    case 7:
      return { kind: 'ip', value: ipAddressOf((value as asn1js.OctetString).valueBlock.valueHexView) };
    default:
      return { kind: 'other', value: '' };
  }
}

/** Writes the bytes of an IP address; hexadecimal where they are none. */
function ipAddressOf(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/.{4}(?=.)/g, '$&:');
}
