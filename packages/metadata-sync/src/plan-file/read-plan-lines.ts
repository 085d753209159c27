import { createHash } from 'node:crypto';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import type { PlanHeader, PlannedCertificate, SyncPlan } from '../planning/sync-plan.ts';
import { PlanFileError } from './plan-file-error.ts';
import { parseCertificateLine, parseHeaderLine, renderTrailerLine } from './plan-lines.ts';

const LINE_FEED = 0x0a;

/** Opens a plan file from its beginning, as often as it is called. */
export type OpenPlanFile = () => AsyncIterable<Uint8Array>;

/**
 * Reads a plan file: once from end to end before anything is handed out, and again whenever its certificates are asked
 * for, so that a plan of any size is never held in memory.
 *
 * Values of sensitive fields are the hashes that the file holds. Throws {@link PlanFileError} for anything but a plan as
 * it was written, also from `certificates()` where the file has changed since.
 *
 * @example
 * const plan = await readPlanLines(() => createReadStream('plan.jsonl'));
 * for await (const { serialNumber, changes } of plan.certificates()) console.log(serialNumber, changes.length);
 */
export async function readPlanLines(open: OpenPlanFile): Promise<SyncPlan> {
  if (typeof open !== 'function') {
    throw invalidArgument('The argument of readPlanLines must be a function that opens the file.');
  }
  const file: Partial<AsyncIterable<Uint8Array>> | undefined = open();
  if (typeof file?.[Symbol.asyncIterator] !== 'function') {
    throw invalidArgument('The function given to readPlanLines must return a stream of bytes.');
  }
  const reading = checkedLines(file as AsyncIterable<Uint8Array>);
  const first = await reading.next();
  if (first.done || !('header' in first.value)) throw new PlanFileError('not-a-plan');
  for await (const _ of reading) {
    // Read to the end for its checksum.
  }
  const { header } = first.value;
  return { header, certificates: () => certificatesOf(open) };
}

async function* certificatesOf(open: OpenPlanFile): AsyncGenerator<PlannedCertificate, void, undefined> {
  for await (const line of checkedLines(open())) if ('certificate' in line) yield line.certificate;
}

type PlanLine = { readonly header: PlanHeader } | { readonly certificate: PlannedCertificate };

/** Parses the lines of a plan. The trailer is not yielded as a line: the end is reached only where it fits. */
async function* checkedLines(file: AsyncIterable<Uint8Array>): AsyncGenerator<PlanLine, void, undefined> {
  const hash = createHash('sha256');
  let header: PlanHeader | undefined;
  let certificates = 0;
  // A line is handed out when another one follows, since the last one is the trailer.
  let held: Uint8Array | undefined;
  for await (const line of splitLines(file)) {
    if (held !== undefined) {
      hash.update(held);
      const text = toText(held);
      if (header === undefined) {
        header = readHeader(text);
        yield { header };
      } else {
        const certificate = parseCertificateLine(text);
        if (certificate === undefined) throw new PlanFileError('changed');
        certificates += 1;
        yield { certificate };
      }
    }
    held = line;
  }
  const last = held === undefined ? '' : toText(held);
  if (header === undefined) {
    readHeader(last);
    throw new PlanFileError('incomplete');
  }
  if (last === renderTrailerLine({ certificates, sha256: hash.digest('hex') })) {
    if (certificates === header.certificates) return;
  } else if (!last.endsWith('\n') || parseCertificateLine(last) !== undefined) {
    throw new PlanFileError('incomplete');
  }
  throw new PlanFileError('changed');
}

function readHeader(line: string): PlanHeader {
  const result = parseHeaderLine(line);
  if ('problem' in result) throw new PlanFileError(result.problem);
  return result.header;
}

function toText(line: Uint8Array): string {
  return Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8');
}

/** Cuts bytes into lines, each with its line feed; the last one may lack it. */
async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  // A line may be spread over many chunks: they are joined once, when its end is found.
  let begun: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      const part = chunk.subarray(from, end + 1);
      yield begun.length === 0 ? part : Buffer.concat([...begun, part]);
      begun = [];
      from = end + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}
