import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

const types: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  STREET: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  SERIALNUMBER: '2.5.4.5',
  DC: '0.9.2342.19200300.100.1.25',
  EMAILADDRESS: '1.2.840.113549.1.9.1',
};
const labels = new Map(Object.entries(types).map(([label, type]) => [type, label]));

/** Builds a name from its RFC 4514 text, whose first part is the most specific and comes last in DER. */
export function buildName(dn: string): pkijs.RelativeDistinguishedNames {
  const parts = splitDn(dn)
    .reverse()
    .map(([label, value]) => {
      const type = types[label.toUpperCase()] ?? label;
      const attribute = new pkijs.AttributeTypeAndValue({ type, value: buildValue(type, value) });
      return new asn1js.Set({ value: [attribute.toSchema()] });
    });
  // pkijs would put all attributes into a single multi-valued RDN.
  return pkijs.RelativeDistinguishedNames.fromBER(new asn1js.Sequence({ value: parts }).toBER(false));
}

/** Formats a name as RFC 4514 text. */
export function writeName({ typesAndValues }: pkijs.RelativeDistinguishedNames): string {
  return typesAndValues
    .map(({ type, value }) => `${labels.get(type) ?? type}=${writeDnValue(String(value.valueBlock.value))}`)
    .reverse()
    .join(',');
}

/** Escapes a value for RFC 4514 text. */
export function writeDnValue(value: string): string {
  // Nearly every value is plain, and a report has thousands.
  return /[",+;<=>\\]|^[ #]| $/.test(value) ? escapeDnValue(value) : value;
}

function escapeDnValue(value: string): string {
  return value.replaceAll(/[",+;<=>\\]/g, '\\$&').replaceAll(/^[ #]| $/g, '\\$&');
}

/** Reads an attribute of a name; undefined if absent. */
export function readAttribute(
  { typesAndValues }: pkijs.RelativeDistinguishedNames,
  label: string,
): string | undefined {
  const found = typesAndValues.findLast(({ type }) => type === types[label]);
  return found === undefined ? undefined : String(found.value.valueBlock.value);
}

function splitDn(dn: string): [label: string, value: string][] {
  return (dn.match(/(?:\\.|[^,\\])+/gs) ?? []).map((part) => {
    const [label = '', value = ''] = part.split(/=(.*)/s);
    return [label.trim(), value.replaceAll(/\\(.)/gs, '$1')];
  });
}

function buildValue(type: string, value: string): pkijs.AttributeValueType {
  if (type === types.C) return new asn1js.PrintableString({ value });
  if (type === types.DC || type === types.EMAILADDRESS) return new asn1js.IA5String({ value });
  return new asn1js.Utf8String({ value });
}
