/**
 * Shifts the wall clock of a process by `CERTBRIDGE_TEST_CLOCK_SHIFT_MS` milliseconds:
 *
 *     CERTBRIDGE_TEST_CLOCK_SHIFT_MS=-20000 node --import ./chaos/shift-clock.mjs apps/cli/src/main.ts ...
 *
 * Only `Date` is affected; `performance.now()` and timers are monotonic.
 */
const shift = Number(process.env.CERTBRIDGE_TEST_CLOCK_SHIFT_MS ?? 0);
if (!Number.isSafeInteger(shift))
  throw new TypeError('CERTBRIDGE_TEST_CLOCK_SHIFT_MS must be a whole number.');

const RealDate = Date;

globalThis.Date = class ShiftedDate extends RealDate {
  constructor(...values) {
    super(...(values.length === 0 ? [RealDate.now() + shift] : values));
  }

  static now() {
    return RealDate.now() + shift;
  }
};
