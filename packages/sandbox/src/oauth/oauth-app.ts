import { Hono } from 'hono';
import { createPipeline, type PipelineOptions, type SandboxEnv } from '../http/pipeline.ts';
import { createRandom } from '../random.ts';
import type { World } from '../world.ts';
import { answerToken, type OAuthCredentials, renderOAuthError } from './token-request.ts';

/** Creates the token endpoint `POST /oauth2/token` of an identity provider that Command trusts. */
export function createOAuthApp(
  world: World,
  {
    credentials,
    pipeline,
  }: { credentials: OAuthCredentials; pipeline: Omit<PipelineOptions, 'system' | 'renderError'> },
): Hono<SandboxEnv> {
  const random = createRandom(world.seed, 'tokens');
  const app = new Hono<SandboxEnv>();
  app.use(createPipeline({ ...pipeline, system: 'oauth', renderError: renderOAuthError }));
  app.post('/oauth2/token', (c) => answerToken(c, { world, credentials, random, tokens: world.tokens }));
  return app;
}
