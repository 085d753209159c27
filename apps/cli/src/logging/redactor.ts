/** Blots known secrets out of text: the last safety net under code that never logs them. */
export interface Redactor {
  /** Adds a secret. One of fewer than four characters is not looked for: it would blot out ordinary text. */
  readonly addSecret: (secret: string) => void;
  /** Adds a password together with the form in which Basic authentication sends it. */
  readonly addLogin: (login: string, password: string) => void;
  readonly redact: (text: string) => string;
}

const shortestSecret = 4;

/** Creates a redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  let secrets: readonly string[] = [];
  const addSecret = (secret: string) => {
    if (secret.length < shortestSecret) return;
    // The longest first: a secret may be part of another one.
    secrets = [...new Set([...secrets, ...formsOf(secret)])].sort((a, b) => b.length - a.length);
  };
  return {
    addSecret,
    addLogin: (login, password) => {
      addSecret(password);
      addSecret(Buffer.from(`${login}:${password}`, 'utf8').toString('base64'));
    },
    redact: (text) => secrets.reduce((result, secret) => result.replaceAll(secret, '***'), text),
  };
}

/** A secret as it stands in text, in an address, in a form's body and in JSON. */
function formsOf(secret: string): string[] {
  // Half a surrogate pair can't be encoded; on the wire it becomes a replacement character.
  const wellFormed = Buffer.from(secret, 'utf8').toString('utf8');
  const form = new URLSearchParams({ s: secret }).toString().slice('s='.length);
  return [secret, encodeURIComponent(wellFormed), form, JSON.stringify(secret).slice(1, -1)];
}
