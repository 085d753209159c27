import { checkOptions } from './arguments/check-options.ts';
import { strikeChurn } from './churn/strike-churn.ts';
import { createCommandApp } from './command/command-app.ts';
import { type Listener, listen } from './http/listen.ts';
import type { PipelineOptions } from './http/pipeline.ts';
import { RequestListeners } from './http/request-listeners.ts';
import { checkKnobs } from './knobs.ts';
import { createManagementApp } from './management/management-app.ts';
import { createOAuthApp } from './oauth-app.ts';
import type { OAuthCredentials } from './oauth-credentials.ts';
import { createRandom } from './random.ts';
import { createControls, type SandboxControls } from './sandbox-controls.ts';
import type { SandboxOptions, ServerName } from './sandbox-options.ts';
import { createScmApp } from './scm/scm-app.ts';
import type { ScmCredentials } from './scm/scm-credentials.ts';
import { createScmOAuthApp, scmTokenPath } from './scm/scm-oauth-app.ts';
import { checkSwitches } from './switches.ts';
import { generateTls, type SandboxTls } from './tls/sandbox-tls.ts';
import type { ServerTls } from './tls/server-tls.ts';
import { createWorld, type World } from './world.ts';

/** A running sandbox: addresses, credentials and controls. */
export interface Sandbox extends SandboxControls {
  readonly scm: ScmCredentials & {
    url: string;
    /** Profile ids for a configuration; there is one more profile. */
    sslTypeIds: number[];
  };
  /** The OAuth2 flavour of SCM, with the same state. */
  readonly scmOAuth: OAuthCredentials & { url: string; tokenUrl: string };
  readonly command: {
    /** Ends in `/KeyfactorAPI`. */
    url: string;
    username: string;
    /** ASCII, unless changed by the switch `commandPassword`. */
    readonly password: string;
  };
  readonly oauth: OAuthCredentials & { tokenUrl: string };
  /** Always plain HTTP. */
  readonly management: { url: string };
  /** Only with the option `tls`. */
  readonly tls?: SandboxTls;
  /** Stops all servers immediately, cutting open connections. */
  close(): Promise<void>;
}

const scmCredentials: ScmCredentials = {
  login: 'certbridge-api',
  password: 'Sandb0x-scm-Secret',
  customerUri: 'corp',
};
const commandUser = 'CORP\\svc-certbridge';
// Clients encode non-ASCII letters in different ways, so a password with one takes a switch.
const commandPasswords = { ascii: 'Sandb0x-Command-Secret', 'non-ascii': 'Sandb0x-Command-Schlüssel' };
const scmOAuthCredentials: OAuthCredentials = {
  clientId: 'certbridge-admin',
  clientSecret: 'Sandb0x-scm-oauth-Secret',
};
const oauthCredentials: OAuthCredentials = { clientId: 'certbridge', clientSecret: 'Sandb0x-oauth-Secret' };
// Reads before which certificates may appear or vanish.
const churnedOperations: readonly string[] = [
  'listSsl',
  'countSsl',
  'getSsl',
  'reportSslCertificates',
  'listCertificates',
  'getCertificate',
];

/**
 * Starts the simulated SCM, Command and identity provider on 127.0.0.1, and the management port.
 *
 * Throws an {@link ArgumentError} for an unknown or invalid option, knob or switch, and the server's error if a port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  checkOptions(options);
  const { seed = 1, certificates = 100, now = startOfToday(), ports = {} } = options;
  const knobs = checkKnobs(options.knobs ?? {});
  const switches = checkSwitches(options.switches ?? {});
  const world = createWorld({ seed, certificates, now, knobs, switches });
  const listeners = new RequestListeners();
  const controls = createControls(world, listeners);
  const secure = options.tls ? await generateTls(options.tls === true ? {} : options.tls) : undefined;
  const servers = await startServers(world, { controls, listeners, ports, tls: secure?.server });

  const addresses = {
    scm: {
      ...scmCredentials,
      url: servers.urls.scm,
      sslTypeIds: world.scm.profiles.slice(0, -1).map(({ id }) => id),
    },
    scmOAuth: {
      ...scmOAuthCredentials,
      url: servers.urls.scmOAuth,
      tokenUrl: `${servers.urls.scmOAuth}${scmTokenPath}`,
    },
    command: {
      url: `${servers.urls.command}/KeyfactorAPI`,
      username: commandUser,
      get password() {
        return commandPasswords[world.switches.commandPassword];
      },
    },
    oauth: { ...oauthCredentials, tokenUrl: `${servers.urls.oauth}/oauth2/token` },
    management: { url: servers.urls.management },
    ...(secure === undefined ? {} : { tls: secure.tls }),
    close: servers.close,
  };
  // Spreading would replace the getters of the controls with their current values.
  return Object.defineProperties(addresses, Object.getOwnPropertyDescriptors(controls)) as typeof addresses &
    SandboxControls;
}

interface RunningServers {
  urls: Record<ServerName, string>;
  close(): Promise<void>;
}

async function startServers(
  world: World,
  options: {
    controls: SandboxControls;
    listeners: RequestListeners;
    ports: NonNullable<SandboxOptions['ports']>;
    tls: ServerTls | undefined;
  },
): Promise<RunningServers> {
  const { controls, listeners, ports, tls } = options;
  const closing = new AbortController();
  const pipeline = (
    system: Exclude<ServerName, 'management'>,
  ): Omit<PipelineOptions, 'system' | 'renderError'> => ({
    log: controls.requests,
    listeners,
    beforeServing: ({ operation, seq }, { churnRate }) => {
      if (churnedOperations.includes(operation)) strikeChurn(world, { rate: churnRate, request: seq });
    },
    random: createRandom(world.seed, `faults of ${system}`),
    knobs: () => world.knobs,
    signal: closing.signal,
  });
  const apps = {
    scm: createScmApp(world, { credentials: scmCredentials, pipeline: pipeline('scm') }),
    scmOAuth: createScmOAuthApp(world, {
      credentials: scmOAuthCredentials,
      pipeline: pipeline('scmOAuth'),
    }),
    command: createCommandApp(world, {
      credentials: { username: commandUser, passwords: commandPasswords },
      pipeline: pipeline('command'),
    }),
    oauth: createOAuthApp(world, { credentials: oauthCredentials, pipeline: pipeline('oauth') }),
    management: createManagementApp(controls),
  };
  const running: Listener[] = [];
  const start = async (name: keyof typeof apps): Promise<string> => {
    const listener = await listen(apps[name].fetch, {
      port: ports[name] ?? 0,
      tls: name === 'management' ? undefined : tls,
    });
    running.push(listener);
    return listener.url;
  };
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.all(running.map((listener) => listener.close()));
  };
  try {
    const urls = {
      scm: await start('scm'),
      scmOAuth: await start('scmOAuth'),
      command: await start('command'),
      oauth: await start('oauth'),
      management: await start('management'),
    };
    return { urls, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function startOfToday(): Date {
  const now = Date.now();
  return new Date(now - (now % 86_400_000));
}
