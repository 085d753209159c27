import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

// Bundles a client by webpack in a project without the optional `yaml`, and prints what is wrong.
const configuration = {
  mode: 'none',
  target: 'node',
  entry: '@certbridge/keyfactor-client',
  output: { path: fileURLToPath(new URL('webpack', import.meta.url)) },
  // Another package may have brought it.
  plugins: [new webpack.NormalModuleReplacementPlugin(/^yaml$/, './not-installed')],
};
webpack(configuration, (error, stats) => {
  const { errors, warnings } = error ? { errors: [error], warnings: [] } : stats.toJson();
  console.log(`${errors.length} errors, ${warnings.length} warnings`);
  for (const { message } of [...errors, ...warnings]) console.log(message);
});
