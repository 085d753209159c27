// Exports the metadata of all certificates in Keyfactor Command as CSV, with a column for each metadata field.
// Address and login are found where Keyfactor's own tools look for them: KEYFACTOR_HOSTNAME and so on.
//
//   node export-metadata-to-csv.ts > metadata.csv
import { createKeyfactorClient, fromEnvironment } from '@certbridge/keyfactor-client';
import { csvRow } from './csv.ts';

const command = createKeyfactorClient(await fromEnvironment());
try {
  const fields = await Array.fromAsync(command.metadataFields.list());
  const names = fields.flatMap(({ Name }) => (Name === undefined ? [] : [Name]));
  process.stdout.write(csvRow(['Id', 'SerialNumber', 'IssuedCN', ...names]));
  const certificates = command.certificates.list({ includeRevoked: true, includeExpired: true });
  for await (const { Id, SerialNumber, IssuedCN, Metadata } of certificates) {
    const values = names.map((name) => Metadata?.[name]);
    process.stdout.write(csvRow([String(Id), SerialNumber, IssuedCN, ...values]));
  }
} finally {
  await command.close();
}
