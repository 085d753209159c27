import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const tool = join(import.meta.dirname, 'node_modules', '.bin', 'cyclonedx-esbuild');

/**
 * Lists what is in the executables, as a CycloneDX document: the packages of the bundle, and the Node.js around it.
 *
 * @param {string} metafile esbuild's account of the bundle
 * @param {{directory: string, node: string}} options folder that its paths are relative to, and version of Node.js
 */
export function createSbom(metafile, { directory, node }) {
  const { status, stdout, stderr } = spawnSync(
    tool,
    ['--bwd', directory, '--output-reproducible', '--sv', '1.6', metafile],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  if (status !== 0) throw new Error(`cyclonedx-esbuild failed:\n${stderr}`);
  return aboutProgram(JSON.parse(stdout), node);
}

/** The document is about the program instead of the workspace, and has the Node.js that runs it. */
function aboutProgram(bom, node) {
  const program = bom.components.find(({ group, name }) => group === '@certbridge' && name === 'cli');
  const workspace = bom.metadata.component['bom-ref'];
  const runtime = {
    type: 'platform',
    name: 'node',
    version: node,
    'bom-ref': `node@${node}`,
    licenses: [{ license: { id: 'MIT' } }],
    cpe: `cpe:2.3:a:nodejs:node.js:${node}:*:*:*:*:*:*:*`,
    purl: `pkg:github/nodejs/node@v${node}`,
  };
  return {
    ...bom,
    metadata: { ...bom.metadata, component: { ...program, type: 'application' } },
    components: [...bom.components.filter((component) => component !== program), runtime],
    dependencies: [
      ...bom.dependencies
        .filter(({ ref }) => ref !== workspace)
        .map((entry) =>
          entry.ref === program['bom-ref']
            ? { ...entry, dependsOn: [...(entry.dependsOn ?? []), runtime['bom-ref']] }
            : entry,
        ),
      { ref: runtime['bom-ref'] },
    ],
  };
}
