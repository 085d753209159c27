import { compileDateFormat } from '@certbridge/field-mapping';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddedSince } from './added-since.ts';

const configured = compileDateFormat('M/d/yyyy h:mm:ss tt');
const instants = fc.date({
  min: new Date('1970-01-01T00:00:00Z'),
  max: new Date('2099-12-31T23:59:59Z'),
  noInvalidDate: true,
});

const forms: Readonly<Record<string, (date: Date) => string>> = {
  'yyyy-MM-dd': (date) => date.toISOString().slice(0, 10),
  'yyyy-MM-ddTHH:mm': (date) => date.toISOString().slice(0, 16),
  'yyyy-MM-ddTHH:mm:ss.fffZ': (date) => date.toISOString(),
  'M/d/yyyy': (date) => `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`,
  'M/d/yyyy h:mm:ss tt': (date) =>
    date.toLocaleString('en-US', { timeZone: 'UTC' }).replace(',', '').replaceAll('\u202f', ' '),
  'RFC 1123': (date) => date.toUTCString(),
};

test.each(Object.entries(forms))('every day is read as %s', (_, write) => {
  fc.assert(
    fc.property(instants, (date) => {
      const day = `${date.toISOString().slice(0, 10)}T00:00:00Z`;
      expect(readAddedSince(write(date), configured)).toEqual({ day });
    }),
  );
});

test('whatever the zone, the day in UTC counts', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, offset) => {
      const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
      const minutes = Math.abs(offset);
      const pad = (value: number) => String(value).padStart(2, '0');
      const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
      const day = `${date.toISOString().slice(0, 10)}T00:00:00Z`;
      expect(readAddedSince(`${local}${zone}`, configured)).toEqual({ day });
    }),
  );
});

test('no text makes it throw, and what it reads is a day', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9/:TZ+ -]{1,25}$/)), (text) => {
      const reading = readAddedSince(text, configured);
      if ('day' in reading) expect(reading.day).toMatch(/^\d{4}-\d{2}-\d{2}T00:00:00Z$/);
    }),
  );
});
