import type { Switches } from '../switches.ts';
import type { World } from '../world.ts';

const versions: Readonly<Record<Switches['commandVersion'], string>> = {
  10: '10.5.0.0',
  11: '11.6.0.0',
  24: '24.4.2.0',
  25: '25.1.1.0',
};

/** Renders a JSON response of Command. Property names depend on the switch `propertyCase`; metadata field names never change. */
export function commandJson(
  world: World,
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  const shown = world.switches.propertyCase === 'camel' ? camelCase(body) : body;
  return new Response(JSON.stringify(shown), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...versionHeader(world), ...headers },
  });
}

/** Renders a response without a body. */
export function commandEmpty(world: World, status: 204 = 204): Response {
  return new Response(null, { status, headers: versionHeader(world) });
}

function versionHeader({ switches }: World): Record<string, string> {
  if (switches.productVersionHeader === 'missing') return {};
  return { 'x-keyfactor-product-version': versions[switches.commandVersion] };
}

function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      name === 'Metadata' ? inner : camelCase(inner),
    ]),
  );
}
