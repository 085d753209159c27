import { defineConfig, type Options } from 'tsup';

/** Builds one package: ESM JavaScript only. Declarations come from `tsc`, which tsup's own `dts` can't drive here. */
export function packageConfig(overrides: Options = {}) {
  return defineConfig({
    entry: ['src/index.ts'],
    format: 'esm',
    target: 'node22',
    platform: 'node',
    sourcemap: true,
    clean: true,
    dts: false,
    ...overrides,
  });
}
