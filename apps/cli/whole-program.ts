import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from 'tsup';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'));

/**
 * How the program is bundled: with everything that it imports, out of the sources of all packages.
 *
 * Installed so, it starts in a fraction of the time and needs no registry. A module that is imported when it is asked for
 * gets a file of its own.
 */
export const wholeProgram = {
  noExternal: [/./],
  define: { CERTBRIDGE_VERSION: JSON.stringify(manifest.version) },
  sourcemap: false,
  esbuildOptions: (options, { format }) => {
    options.conditions = ['@certbridge/source', 'node', 'import', 'default'];
    if (format !== 'esm') return;
    // Some dependencies are CommonJS, and require what Node brings.
    options.banner = {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    };
  },
} satisfies Options;
