import { defineCommand } from '../../frame/command.ts';
import { connectedCommand, runConnected } from './run-connected.ts';

/** Tries the connection out and says so. */
export const pingCommand = defineCommand(
  () => connectedCommand('ping', 'try the connection out'),
  (io, options) =>
    runConnected(io, options, {
      name: 'ping',
      work: async ({ plugin }) => {
        await plugin.ping({ signal: io.signal });
        return {
          exitCode: 0,
          document: {},
          lines: ['The certificate authority answers and takes the login.'],
        };
      },
    }),
);
