/**
 * Shifts the wall clock of a process by `CERTBRIDGE_TEST_CLOCK_SHIFT_MS` milliseconds, as somebody does who sets the clock:
 *
 *     CERTBRIDGE_TEST_CLOCK_SHIFT_MS=-20000 node --import ./chaos/shift-clock.mjs apps/cli/src/main.ts ...
 *
 * `Date` is all of it: `performance.now()` and timers are monotonic, and stay what they are.
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
