import { defineAction } from '../../frame/action.ts';
import { connectedAction, connectedRun } from './connected-run.ts';

/** Tests the connection. */
export const pingAction = defineAction(
  () => connectedAction('ping', 'test the connection'),
  (io, options) =>
    connectedRun(io, options, {
      name: 'ping',
      work: async ({ plugin }) => {
        await plugin.ping({ signal: io.signal });
        return {
          exitCode: 0,
          document: {},
          lines: ['The certificate authority responds and accepts the login.'],
        };
      },
    }),
);
