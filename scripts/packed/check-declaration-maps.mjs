import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Checks that "go to definition" ends in code: each map of an installed package's declarations leads to a file of the package. */
export function checkDeclarationMaps({ name }, folder) {
  const directory = join(folder, 'node_modules', name);
  const declarations = globSync('dist/**/*.d.ts', { cwd: directory });
  const lost = declarations.filter((declaration) => {
    const map = join(directory, `${declaration}.map`);
    if (!existsSync(map)) return true;
    const { sources } = JSON.parse(readFileSync(map, 'utf8'));
    return !sources.every((source) => existsSync(resolve(dirname(map), source)));
  });
  return lost.length === 0 ? [] : [`${name} has declarations without their source, such as ${lost[0]}`];
}
