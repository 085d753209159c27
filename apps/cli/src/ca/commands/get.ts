import type { CliIo } from '../../cli-io.ts';
import { describeRequest, renderRequest } from './render-request.ts';
import { type CaOptions, runCaCommand } from './run-ca-command.ts';

/** A request to read, as the command line names it. */
export interface CaGetCommand extends CaOptions {
  /** Its id, or the serial number of a certificate that the database has. */
  readonly request: string;
}

/** Reads how a request stands, keeps it and prints it; returns the exit code. */
export function runCaGet({ request, ...options }: CaGetCommand, io: CliIo): Promise<number> {
  return runCaCommand(options, {
    io,
    command: 'get',
    work: async ({ plugin, store: { requests } }) => {
      const id = requests.find(request)?.id ?? request;
      const record = await plugin.getSingleRecord(id, { signal: io.signal });
      requests.keep([record], { at: new Date() });
      const kept = requests.find(record.caRequestId);
      const history = requests.statusesOf(record.caRequestId);
      if (kept === undefined) throw new Error('The request that was just kept is gone.');
      return {
        exitCode: 0,
        document: { request: describeRequest(kept), history },
        lines: renderRequest(kept, history),
      };
    },
  });
}
