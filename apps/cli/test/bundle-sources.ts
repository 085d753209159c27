import { build } from 'tsup';

/** Bundles a source file with everything that it imports, so that a process starts fast: most would spend most of their time loading sources. */
export async function bundleSources(entry: Readonly<Record<string, string>>, folder: string): Promise<void> {
  await build({
    config: false,
    entry,
    outDir: folder,
    format: 'esm',
    target: 'node22',
    platform: 'node',
    noExternal: [/./],
    silent: true,
    esbuildOptions: (options) => {
      options.conditions = ['@certbridge/source', 'node', 'import', 'default'];
      // Some dependencies are CommonJS, and require what Node brings.
      options.banner = {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      };
    },
  });
}
