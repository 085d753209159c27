/** Settings by their key in lower case. */
export type Settings = Readonly<Record<string, unknown>>;

/** Returns the settings of a parsed `config.json`; none if it has another form. */
export function settingsOf(config: unknown): Settings {
  const root = isObject(config) ? lowerKeys(config).config : undefined;
  return isObject(root) ? lowerKeys(root) : {};
}

/** Whether a value is an object with properties, and no list. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lowerKeys(value: object): Settings {
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.toLowerCase(), entry]));
}

/** Parses the JSON text of an object, as which the portal stores a client certificate; undefined for other text. */
export function parseObject(text: string): object | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
