const isoSeconds = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;
const validity = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/;
// A plus that a client left unencoded has become a blank.
const xmlDateTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|([+ -])(\d\d):(\d\d))$/;

/** Writes a date as responses have it: UTC in seconds, with Z. */
export function writeDate(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Parses a date of a search criterion: `yyyy-MM-ddTHH:mm:ssZ`, nothing else. */
export function parseCriterionDate(text: string): Date | undefined {
  return fromParts(isoSeconds.exec(text));
}

/** Parses `start_time` and `end_time`: `yyyy-MM-dd HH:mm:ss`, UTC. */
export function parseValidityDate(text: string): Date | undefined {
  return fromParts(validity.exec(text));
}

/** Parses a dateTime of XML Schema with its offset; seconds may be missing, as the Java CLI leaves out zeros. */
export function parseXmlDateTime(text: string): Date | undefined {
  const match = xmlDateTime.exec(text);
  const local = fromParts(match);
  if (match === null || local === undefined) return undefined;
  const [, , , , , , , sign, hours = '0', minutes = '0'] = match;
  if (Number(hours) > 14 || Number(minutes) > 59) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new Date(local.getTime() + (sign === '-' ? offset : -offset));
}

/** Date.UTC makes the 30th of February a day in March; such days are refused here. */
function fromParts(match: RegExpExecArray | null): Date | undefined {
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const written = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  return written.join() === [year, month, day, hour, minute, second].join() ? date : undefined;
}
