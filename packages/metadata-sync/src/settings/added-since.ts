import type { DotNetDateFormat } from '@certbridge/field-mapping';

const isoForm =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,7})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads `keyfactorAddedSince`: ISO 8601 with or without time and zone, or the configured .NET format.
 *
 * Without a zone UTC is meant, as in Command's own time stamps. Returns `yyyy-MM-ddTHH:mm:ssZ`, or undefined for
 * anything else.
 */
export function readAddedSince(text: string, format: DotNetDateFormat): string | undefined {
  const iso = isoForm.exec(text.trim());
  if (iso) {
    const [, year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = iso;
    const zoneWithColon = zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase();
    return toUtc(`${year}-${month}-${day}T${hour}:${minute}:${second}${zoneWithColon}`, Number(day));
  }
  const parsed = format.parse(text.trim());
  if (parsed === undefined) return undefined;
  const { year, month, day, hour, minute, second } = parsed;
  const date = [pad(year, 4), pad(month), pad(day)].join('-');
  return toUtc(`${date}T${[hour, minute, second].map((part) => pad(part)).join(':')}Z`, day);
}

function toUtc(iso: string, day: number): string | undefined {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return undefined;
  // Date.parse rolls 30 February over into March; the date part alone tells.
  if (new Date(`${iso.slice(0, 10)}T00:00:00Z`).getUTCDate() !== day) return undefined;
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}
