import { describe, expect, test } from 'vitest';
import { dayOfWeek, formatCalendarDate, isCalendarDate } from './calendar-date.ts';

describe('isCalendarDate', () => {
  test.each([
    [1, 1, 1],
    [9999, 12, 31],
    [2024, 2, 29],
    [2000, 2, 29],
    [2025, 4, 30],
    [2025, 1, 31],
  ])('takes %i-%i-%i', (year, month, day) => {
    expect(isCalendarDate({ year, month, day })).toBe(true);
  });

  test.each([
    [0, 1, 1],
    [10000, 1, 1],
    [2025, 0, 1],
    [2025, 13, 1],
    [2025, 1, 0],
    [2025, 1, 32],
    [2025, 4, 31],
    [2025, 2, 29],
    [2024, 2, 30],
    [1900, 2, 29],
    [2025, 1.5, 1],
    [Number.NaN, 1, 1],
  ])('refuses %d-%d-%d', (year, month, day) => {
    expect(isCalendarDate({ year, month, day })).toBe(false);
  });
});

describe('formatCalendarDate', () => {
  test('writes four, two and two digits', () => {
    expect(formatCalendarDate({ year: 987, month: 1, day: 2 })).toBe('0987-01-02');
  });
});

describe('dayOfWeek', () => {
  test('counts from Sunday, in the first century too', () => {
    expect(dayOfWeek({ year: 2025, month: 6, day: 1 })).toBe(0);
    expect(dayOfWeek({ year: 2021, month: 7, day: 23 })).toBe(5);
    expect(dayOfWeek({ year: 1, month: 1, day: 1 })).toBe(1);
  });
});
