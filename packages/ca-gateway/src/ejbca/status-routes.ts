import type { EjbcaApp } from './ejbca-services.ts';
import { ejbcaPrefix } from './routing-path.ts';

const resources = {
  '/v1/certificate/status': '1.0',
  '/v2/certificate/status': '2.0',
  '/v1/ca/status': '1.0',
  '/v1/endentity/status': '1.0',
  '/v2/endentity/status': '2.0',
} as const;

/** Adds the operations that say that a resource is up, to whoever asks. */
export function addStatusRoutes(app: EjbcaApp): void {
  for (const [path, version] of Object.entries(resources)) {
    app.get(`${ejbcaPrefix}${path}`, (context) =>
      context.json({ status: 'OK', version, revision: 'EJBCA REST by Certbridge' }),
    );
  }
}
