import { readRequest } from '@certbridge/ca-host';
import { defineAction } from '../../frame/action.ts';
import { requestArgument } from '../../shared-options.ts';
import { connectedAction, connectedRun } from './connected-run.ts';
import { findId } from './find-at-authority.ts';
import { describeRequest, renderRequest } from './render-request.ts';

/** Reads how a request stands, keeps it and prints it. */
export const getAction = defineAction(
  () => connectedAction('get', 'read how a request stands').addArgument(requestArgument()),
  (io, options, id) =>
    connectedRun(io, options, {
      name: 'get',
      work: async (host) => {
        const kept = await readRequest(host, await findId(host, id), { signal: io.signal });
        const history = host.store.requests.statusesOf(kept.id);
        return {
          exitCode: 0,
          document: { request: describeRequest(kept), history },
          lines: renderRequest(kept, history),
        };
      },
    }),
);
