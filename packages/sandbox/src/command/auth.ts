import type { MiddlewareHandler } from 'hono';
import type { SandboxContext, SandboxEnv } from '../http/pipeline.ts';
import type { Switches } from '../switches.ts';
import { shiftedTime, type World } from '../world.ts';
import { commandJson } from './command-json.ts';

/** The account that the simulated Command accepts with Basic authentication. */
export interface CommandCredentials {
  /** `DOMAIN\user`. */
  username: string;
  /** Depends on the switch `commandPassword`. */
  passwords: Readonly<Record<Switches['commandPassword'], string>>;
}

const iisPage =
  '<!DOCTYPE html><html><head><title>401 - Unauthorized</title></head><body><h2>401 - Unauthorized: Access is denied due to invalid credentials.</h2></body></html>';

/** Creates the check of Basic (UTF-8) and Bearer authentication, and of the required header `x-keyfactor-requested-with`. */
export function createCommandAuth(
  world: World,
  { username, passwords }: CommandCredentials,
): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const account = `${username}:${passwords[world.switches.commandPassword]}`;
    const basic = `basic ${Buffer.from(account, 'utf8').toString('base64')}`;
    const { commandAuthentication, missingRequestedWith, unknownApiVersion } = world.switches;
    const authorization = c.req.header('authorization') ?? '';
    const byBasic = commandAuthentication !== 'oauth' && foldScheme(authorization) === basic;
    const byToken = commandAuthentication !== 'basic' && isValidToken(authorization, world);
    if (!byBasic && !byToken) return unauthorized(world);
    const requestedWith = c.req.header('x-keyfactor-requested-with');
    if (requestedWith !== 'APIClient' && requestedWith !== 'XMLHttpRequest') {
      return missingRequestedWith === 401
        ? unauthorized(world)
        : refuse(world, 'The header x-keyfactor-requested-with is missing.');
    }
    if (unknownApiVersion === 'refused' && !isVersionOne(c))
      return refuse(world, 'The API version is not supported.');
    return next();
  };
}

function foldScheme(authorization: string): string {
  return authorization.replace(/^\S+/, (scheme) => scheme.toLowerCase());
}

function isValidToken(authorization: string, world: World): boolean {
  const { tokens, switches } = world;
  const token = /^Bearer (?<token>\S+)$/i.exec(authorization)?.groups?.token;
  const expiresAt = token === undefined ? undefined : tokens.get(token);
  return switches.commandVersion >= 11 && expiresAt !== undefined && expiresAt > shiftedTime(world);
}

function isVersionOne(c: SandboxContext): boolean {
  const version = c.req.header('x-keyfactor-api-version') ?? '1';
  return version === '1' || version === '1.0';
}

function unauthorized(world: World): Response {
  switch (world.switches.unauthorizedBody) {
    case 'empty':
      return new Response(null, { status: 401 });
    case 'html':
      return new Response(iisPage, { status: 401, headers: { 'content-type': 'text/html; charset=utf-8' } });
    case 'json':
      return commandJson(world, { ErrorCode: '0xA0110000', Message: 'Unauthorized' }, { status: 401 });
  }
}

function refuse(world: World, Message: string): Response {
  return commandJson(world, { ErrorCode: '0xA0110007', Message }, { status: 400 });
}
