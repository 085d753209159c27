import { expect, test } from 'vitest';
import { offerExports } from './index.ts';

const itsDefault = ' It is a module: pass its default.';
const itsExports = ' It is a module: pass a plain object of its exports.';

test.each<[object, string, string]>([
  [{ default: {} }, 'default', itsDefault],
  [{ __esModule: true, default: {}, size: 5 }, '__esModule', itsDefault],
  [{ 'module.exports': {}, default: {}, size: 5 }, 'module.exports', itsDefault],
  [{ __esModule: true, size: 5 }, '__esModule', itsExports],
  [{ default: 'size' }, 'default', ''],
  [{ default: {}, siz: 5 }, 'siz', ''],
  [{ siz: 5 }, 'siz', ''],
])('what to pass in place of %j is said where %s is unknown', (object, name, offer) => {
  expect(offerExports(object, name)).toBe(offer);
});
