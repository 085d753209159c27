import { Hono } from 'hono';
import {
  createPipeline,
  type PipelineOptions,
  type SandboxContext,
  type SandboxEnv,
} from '../http/pipeline.ts';
import { requestPath } from '../http/request-path.ts';
import type { World } from '../world.ts';
import { type CommandCredentials, createCommandAuth } from './auth.ts';
import { renderCertificate } from './certificate-json.ts';
import { CommandError } from './command-error.ts';
import { commandEmpty, commandJson } from './command-json.ts';
import { readFlag, readParameters } from './command-query-params.ts';
import { compareCertificateMetadata } from './compare-metadata.ts';
import { findCertificate } from './find-certificate.ts';
import { importCertificate } from './import-certificate.ts';
import { readContent } from './leaf.ts';
import { listCertificates } from './list-certificates.ts';
import {
  createMetadataField,
  deleteMetadataField,
  deleteMetadataFields,
  getMetadataField,
  isMetadataFieldInUse,
  listMetadataFields,
  updateMetadataField,
} from './metadata-fields.ts';
import { checkCertificateRight } from './permissions.ts';
import { updateCertificateMetadata } from './update-metadata.ts';
import { updateCertificateMetadataBulk } from './update-metadata-bulk.ts';

const prefix = '/keyfactorapi';
const endpoints = [
  'GET /Certificates',
  'GET /Certificates/{id}',
  'POST /Certificates/Import',
  'PUT /Certificates/Metadata',
  'PUT /Certificates/Metadata/All',
  'GET /Certificates/Metadata/Compare',
  'GET /MetadataFields',
  'POST /MetadataFields',
  'PUT /MetadataFields',
  'DELETE /MetadataFields',
  'GET /Status/Endpoints',
];

/** Creates the simulated Command at `/KeyfactorAPI`; paths are case-insensitive. */
export function createCommandApp(
  world: World,
  {
    credentials,
    pipeline,
  }: { credentials: CommandCredentials; pipeline: Omit<PipelineOptions, 'system' | 'renderError'> },
): Hono<SandboxEnv> {
  const getPath = (request: Request): string => requestPath(request, world.switches).toLowerCase();
  const app = new Hono<SandboxEnv>({ getPath });
  app.use(
    createPipeline({
      ...pipeline,
      system: 'command',
      renderError: (status) => ({
        contentType: 'application/json; charset=utf-8',
        body: JSON.stringify({ ErrorCode: '0xA0110000', Message: `Injected error ${status}` }),
      }),
    }),
  );
  app.use(createCommandAuth(world, credentials));
  app.route(prefix, createRoutes(world));
  app.notFound(() => new Response(null, { status: 404 }));
  app.onError((error) => {
    const known = error instanceof CommandError;
    const body = { ErrorCode: known ? error.errorCode : '0xA0110000', Message: error.message };
    return commandJson(world, body, { status: known ? error.status : 500 });
  });
  return app;
}

function createRoutes(world: World): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>();
  routes.get('/status/endpoints', () => commandJson(world, endpoints));
  routes.get('/status/healthcheck', () => healthCheck(world));
  routes.get('/metadatafields', (c) => listMetadataFields(c, world));
  routes.post('/metadatafields', (c) => createMetadataField(c, world));
  routes.put('/metadatafields', (c) => updateMetadataField(c, world));
  routes.delete('/metadatafields', (c) => deleteMetadataFields(c, world));
  routes.get('/metadatafields/:id{\\d+}/inuse', (c) => isMetadataFieldInUse(c, world));
  routes.get('/metadatafields/:key', (c) => getMetadataField(c, world));
  routes.delete('/metadatafields/:key{\\d+}', (c) => deleteMetadataField(c, world));
  routes.get('/certificates', (c) => listCertificates(c, world));
  routes.get('/certificates/:id{\\d+}', (c) => getCertificate(c, world));
  routes.put('/certificates/metadata', (c) => updateCertificateMetadata(c, world));
  routes.put('/certificates/metadata/all', (c) => updateCertificateMetadataBulk(c, world));
  routes.get('/certificates/metadata/compare', (c) => compareCertificateMetadata(c, world));
  routes.post('/certificates/import', (c) => importCertificate(c, world));
  return routes;
}

function healthCheck(world: World): Response {
  return world.switches.commandVersion < 11 ? new Response(null, { status: 404 }) : commandEmpty(world);
}

async function getCertificate(c: SandboxContext, world: World): Promise<Response> {
  const parameters = readParameters(c, world);
  const mayTouch = checkCertificateRight(parameters, 'read', world);
  const certificate = findCertificate(Number(c.req.param('id')), world, mayTouch);
  const content = await readContent(certificate, world);
  const includeMetadata = readFlag(parameters, 'includemetadata');
  return commandJson(world, {
    ...renderCertificate(certificate, { world, includeMetadata }),
    ContentBytes: Buffer.from(content).toString('base64'),
    IsCACertificate: false,
    PathLengthConstraint: null,
  });
}
