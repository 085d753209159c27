import type * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import type {
  AccessSettings,
  AccessSettingsInput,
  AccessSettingsSchema,
  EstSettings,
  EstSettingsSchema,
} from '../src/index.ts';

const rule = { name: 'operator', password: { user: 'a', password: 'b' } };

/** Compiled, never run. */
export function misspelt(settings: AccessSettings): (AccessSettingsInput | EstSettings)[] {
  // @ts-expect-error it is limits.requestsPerMinute
  settings.limits.requestsPerSecond;
  // @ts-expect-error it is jwksUrl
  settings.tokens[0]?.jwksURL;
  // @ts-expect-error settings are not changed
  settings.rules.push(rule);
  return [
    // @ts-expect-error there is no such role
    { rules: [{ ...rule, roles: ['write'] }] },
    // @ts-expect-error it is profiles
    { rules: [{ ...rule, roles: ['read'], profile: ['DV SSL'] }] },
    // @ts-expect-error it is addresses
    { rules: [], proxy: { header: 'x-client-certificate', address: ['127.0.0.1'] } },
    // @ts-expect-error it is profile
    { profiles: 'DV SSL' },
  ];
}

test('the schemas decode the settings by their names', () => {
  expect(misspelt).toBeTypeOf('function');
  expectTypeOf<v.InferInput<typeof AccessSettingsSchema>>().toEqualTypeOf<AccessSettingsInput>();
  expectTypeOf<v.InferOutput<typeof AccessSettingsSchema>>().toEqualTypeOf<AccessSettings>();
  expectTypeOf<v.InferOutput<typeof EstSettingsSchema>>().toEqualTypeOf<EstSettings>();
  expectTypeOf<string extends keyof AccessSettings ? 'open' : 'closed'>().toEqualTypeOf<'closed'>();
});
