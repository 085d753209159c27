import fc from 'fast-check';
import { type DerElement, elementAt } from '../../src/der-element.ts';
import { encode } from './encode-request.ts';

/** A value of DER that can be changed: with others in it, or with bytes. */
interface Node {
  tag: number;
  parts: Node[] | undefined;
  content: Buffer;
}

const octetString = 0x04;
const tags = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1c, 0x1e, 0x24, 0x30, 0x31, 0x81,
  0x82, 0x86, 0x87, 0xa0, 0xa2, 0xa4,
];
const bytes = [0x00, 0x08, 0x0a, 0x0d, 0x20, 0x2c, 0x7f, 0x80, 0xff];

/** One change; `at` and `other` choose among all values. */
interface Mutation {
  readonly kind: keyof typeof mutations;
  readonly at: number;
  readonly other: number;
  readonly byte: number;
  readonly tag: number;
}

const mutations = {
  tag: (node: Node, { tag }: Mutation) => {
    node.tag = tag;
  },
  empty: (node: Node) => {
    node.parts &&= [];
    node.content = Buffer.alloc(0);
  },
  shorten: (node: Node) => {
    node.parts?.pop();
    node.content = node.content.subarray(0, -1);
  },
  lengthen: (node: Node, { byte }: Mutation) => {
    node.content = Buffer.concat([node.content, Buffer.of(byte)]);
  },
  begin: (node: Node, { byte }: Mutation) => {
    node.content = Buffer.concat([Buffer.of(byte), node.content]);
  },
  replace: (node: Node, { byte, other }: Mutation) => {
    const changed = Buffer.from(node.content);
    if (changed.length > 0) changed[other % changed.length] = byte;
    node.content = changed;
  },
  repeat: (node: Node, { other }: Mutation) => {
    const repeated = node.parts?.[other % node.parts.length];
    if (repeated !== undefined) node.parts?.push(structuredClone(repeated));
  },
  reverse: (node: Node) => {
    node.parts?.reverse();
  },
};

/** Up to two changes to any values in what is encoded, which are one behind the other. */
export const mutation: fc.Arbitrary<(der: Buffer) => Buffer> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...(Object.keys(mutations) as Mutation['kind'][])),
      at: fc.nat(1000),
      other: fc.nat(1000),
      byte: fc.constantFrom(...bytes),
      tag: fc.constantFrom(...tags),
    }),
    { maxLength: 2 },
  )
  .map((changes) => (der) => mutate(der, changes));

function mutate(der: Buffer, changes: readonly Mutation[]): Buffer {
  const nodes = parse(der, 0, der.length) ?? [];
  for (const change of changes) {
    const all = nodes.flatMap(withinOf);
    const node = all[change.at % all.length];
    if (node !== undefined) mutations[change.kind](node, change);
  }
  return Buffer.concat(nodes.map(write));
}

function withinOf(node: Node): Node[] {
  return [node, ...(node.parts ?? []).flatMap(withinOf)];
}

/** Undefined where the bytes are no values. */
function parse(der: Buffer, start: number, end: number): Node[] | undefined {
  const nodes: Node[] = [];
  for (let at = start; at < end; ) {
    const element = elementAt(der, at, end);
    if (element === undefined) return undefined;
    nodes.push(nodeOf(der, element));
    at = element.end;
  }
  return nodes;
}

/** An octet string holds the value of an extension. */
function nodeOf(der: Buffer, { tag, contentStart, contentEnd }: DerElement): Node {
  const isOpen = (tag & 0x20) !== 0 || (tag === octetString && der[contentStart] === 0x30);
  const parts = isOpen ? parse(der, contentStart, contentEnd) : undefined;
  return { tag, parts, content: Buffer.from(parts ? [] : der.subarray(contentStart, contentEnd)) };
}

function write({ tag, parts = [], content }: Node): Buffer {
  return encode(tag, ...parts.map(write), content);
}
