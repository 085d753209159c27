import { isSameName } from '../catalog/names.ts';

/** Parameters that the gateway adds to those of the template. */
export const gatewayParameters = {
  priorSerialNumber: 'PriorCertSN',
  requester: 'Keyfactor-Requester',
} as const;

/**
 * Reads a template parameter, by exact name or else in any letter case; undefined where it is missing or blank. A template
 * made before a setting existed lacks it.
 */
export function parameterOf(parameters: Readonly<Record<string, string>>, name: string): string | undefined {
  const exact: unknown = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  const value = exact ?? Object.entries(parameters).find(([key]) => isSameName(key, name))?.[1];
  // Hosts hand on what JSON has: a number or boolean in place of text.
  const text = String(value ?? '').trim();
  return text === '' ? undefined : text;
}
