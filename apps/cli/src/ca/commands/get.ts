import type { CliIo } from '../../cli-io.ts';
import { findId, readRequest } from './find-at-authority.ts';
import { describeRequest, renderRequest } from './render-request.ts';
import { type CaOptions, runCaCommand } from './run-ca-command.ts';

/** A request to read, as the command line names it. */
export interface CaGetCommand extends CaOptions {
  /** Its id, or the serial number of its certificate. */
  readonly request: string;
}

/** Reads how a request stands, keeps it and prints it; returns the exit code. */
export function runCaGet({ request, ...options }: CaGetCommand, io: CliIo): Promise<number> {
  return runCaCommand(options, {
    io,
    command: 'get',
    work: async (host) => {
      const kept = await readRequest(host, await findId(host, request));
      const history = host.store.requests.statusesOf(kept.id);
      return {
        exitCode: 0,
        document: { request: describeRequest(kept), history },
        lines: renderRequest(kept, history),
      };
    },
  });
}
