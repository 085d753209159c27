/** Makes sequences in DER, one in another. */
export function nestedSequences(depth: number): Buffer {
  const headers: Buffer[] = [];
  let length = 0;
  for (let level = 0; level < depth; level += 1) {
    const longer = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
    const header = Buffer.from([0x30, ...longer]);
    headers.push(header);
    length += header.length;
  }
  return Buffer.concat(headers.reverse());
}
