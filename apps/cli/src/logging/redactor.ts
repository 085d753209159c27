import { hideSecrets, spellingsOf } from '@certbridge/plain-text';

/** Removes known secrets from text: the last safety net below code that never logs them. */
export interface Redactor {
  /** Adds a secret. One of fewer than four characters is not looked for: it would blot out ordinary text. */
  readonly addSecret: (secret: string) => void;
  /** Adds a password together with the form in which Basic authentication sends it. */
  readonly addLogin: (login: string, password: string) => void;
  readonly redact: (text: string) => string;
  /** Redacts every text in a JSON value; keys and numbers stay. */
  readonly redactValue: <T>(value: T) => T;
}

/** Creates a redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  let spellings: readonly string[] = [];
  const addSecret = (secret: string) => {
    secrets.add(secret);
    spellings = spellingsOf(secrets);
  };
  const redact = (text: string) => hideSecrets(text, spellings);
  return {
    addSecret,
    addLogin: (login, password) => {
      addSecret(password);
      addSecret(Buffer.from(`${login}:${password}`, 'utf8').toString('base64'));
    },
    redact,
    redactValue: (value) => {
      // Most documents hold none, and searching all of their texts at once is cheaper than one by one.
      const texts = textsIn(value).join(' | ');
      return redact(texts) === texts ? value : (mapTexts(value, redact) as typeof value);
    },
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, map)]));
}
