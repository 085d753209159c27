import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ConfigurationError } from '../configuration-error.ts';

/** An XML element; names of elements and attributes are in lower case and without prefix, as NLog compares them. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
}

const attributesKey = ':@';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  transformTagName: (name) => name.toLowerCase(),
  transformAttributeName: (name) => name.toLowerCase(),
  parseTagValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/**
 * Parses an XML file into its top elements.
 *
 * Throws {@link ConfigurationError} with line and column when it is not well-formed; the message holds no text of the
 * file, which may contain a mail server's password.
 */
export function parseXml(text: string, file: string): readonly XmlElement[] {
  const validation = XMLValidator.validate(text);
  if (validation !== true) throw notWellFormed(file, validation.err);
  try {
    return elementsOf(parser.parse(text));
  } catch {
    throw notWellFormed(file, {});
  }
}

function notWellFormed(
  file: string,
  { line, col }: { line?: number; col?: number | undefined },
): ConfigurationError {
  return new ConfigurationError([
    {
      file,
      ...(line === undefined ? {} : { line }),
      ...(col === undefined ? {} : { column: col }),
      message: 'this is not well-formed XML',
      remedy:
        'Check that every element and every attribute value is closed, or rename the file to log with the defaults.',
    },
  ]);
}

/** The parser's ordered form: each node is an object with its children under its name. */
function elementsOf(nodes: unknown): XmlElement[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: Record<string, unknown>) => {
    const name = Object.keys(node).find((key) => key !== attributesKey);
    if (name === undefined || name.startsWith('#')) return [];
    const attributes = Object.entries(node[attributesKey] ?? {}).map(([key, value]) => [key, String(value)]);
    return [{ name, attributes: Object.fromEntries(attributes), children: elementsOf(node[name]) }];
  });
}
