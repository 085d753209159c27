import { endSentence, nearestName, offerExports, quoted } from '@certbridge/plain-text';
import * as v from 'valibot';
import type { ConnectionInfo } from '../contract/ca-plugin.ts';
import type { SettingProblem } from '../contract/property-annotation.ts';
import { connectorAnnotations } from './connector-annotations.ts';
import type { SettingName } from './sectigo-connection.ts';

const settingNames = Object.keys(connectorAnnotations) as SettingName[];

/** What to do where a setting is missing. */
const remedies: Partial<Readonly<Record<SettingName, string>>> = {
  ApiEndpoint: 'Give the address of the Admin Operations API, such as https://admin.enterprise.sectigo.com/.',
  CustomerUri: 'Give the last part of the portal login address, https://HOST/customer/{CustomerUri}.',
  Username: 'Give the name of the API login.',
  Password: 'Give the password of the API login, or choose another AuthType.',
  ClientCertificate: 'Give a PFX or PEM file, or choose another AuthType.',
  ClientId: 'Give the id of the API client, or choose another AuthType.',
  ClientSecret: 'Give the secret of the API client, or choose another AuthType.',
};

/** Takes values out of a connection, and collects what is wrong with them; one problem for a setting is enough. */
export class SettingReader {
  readonly problems: SettingProblem[] = [];
  readonly #values = new Map<string, unknown>();

  constructor(connection: ConnectionInfo) {
    const known = new Map<string, SettingName>(settingNames.map((name) => [name.toLowerCase(), name]));
    const seen = new Set<string>();
    for (const [key, value] of Object.entries(connection)) {
      const name = known.get(key.trim().toLowerCase());
      if (name === undefined) {
        if (!/^[_$]/.test(key)) this.#refuseUnknown(key, connection);
        continue;
      }
      if (seen.has(name)) this.refuse(name, 'is there twice, in different letter case: keep one of the two');
      seen.add(name);
      // The portal sends every setting, those left blank as empty text.
      const empty =
        value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
      if (!empty) this.#values.set(name, value);
    }
  }

  /** The value of a setting; undefined where it is missing or empty. */
  value(name: SettingName): unknown {
    return this.#values.get(name);
  }

  /** Reads a setting that may be missing. */
  read<const TSchema extends v.GenericSchema>(
    name: SettingName,
    schema: TSchema,
  ): v.InferOutput<TSchema> | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    const result = v.safeParse(schema, value, { abortPipeEarly: true });
    if (result.success) return result.output;
    this.refuse(name, result.issues[0].message);
    return undefined;
  }

  /** Reads a setting that must be there. */
  require<const TSchema extends v.GenericSchema>(
    name: SettingName,
    schema: TSchema,
  ): v.InferOutput<TSchema> | undefined {
    if (!this.#values.has(name)) this.miss(name);
    return this.read(name, schema);
  }

  /** Notes that a setting is missing. */
  miss(name: SettingName): void {
    this.problems.push({ setting: name, message: `${name} is missing. ${remedies[name] ?? ''}`.trim() });
  }

  /** Notes a problem: a clause to follow the name of the setting. */
  refuse(name: SettingName, clause: string): void {
    const message = endSentence(`${name} ${clause}`);
    if (this.problems.some((problem) => problem.message === message)) return;
    this.problems.push({ setting: name, message });
  }

  #refuseUnknown(key: string, connection: ConnectionInfo): void {
    const nearest = nearestName(key, settingNames);
    const remedy =
      offerExports(connection, key).trim() ||
      (nearest === undefined
        ? 'Remove it, or begin its name with "_" if it is a comment.'
        : `Did you mean ${nearest}?`);
    this.problems.push({
      setting: null,
      message: `There is no setting ${quoted(key.slice(0, 80))}. ${remedy}`,
    });
  }
}
