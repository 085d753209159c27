// A sandbox whose Command already has the values from SCM, as after a first sync, but without its hundred thousand writes.
// Values are set without the APIs and the engine, so only a run shows whether they are those that a sync would have written.
import { startSandbox } from '@certbridge/sandbox';

const { certificates, latencyMs, metadataFields } = JSON.parse(process.argv[2]);
const sandbox = await startSandbox({ certificates, knobs: { latencyMs } });
defineFields(sandbox);
fillMetadata(sandbox);
process.on('disconnect', () => process.exit());
process.send({ scm: sandbox.scm, command: sandbox.command, management: sandbox.management });

function defineFields({ commandState }) {
  for (const field of commandState.metadataFields()) commandState.removeMetadataField(field.Id);
  for (const field of metadataFields) commandState.putMetadataField(field);
}

/** Follows the `fields.json` of the sandbox, with `_` for every banned character. */
function fillMetadata({ scmState, commandState }) {
  const metadataNames = new Map(
    scmState
      .customFields()
      .filter(({ certType, state }) => certType === 'ssl' && state === 'ACTIVE')
      .map(({ name }) => [name, name.replaceAll(/[^A-Za-z0-9-]/g, '_')]),
  );
  const records = new Map(scmState.certificates().map((record) => [record.serialNumber, record]));
  for (const { id, serialNumber, issuerDn, notAfter } of commandState.certificates()) {
    const record = records.get(serialNumber);
    if (record === undefined) continue;
    const ofCustomFields = Object.entries(record.customFields)
      .filter(([name]) => metadataNames.has(name))
      .map(([name, value]) => [metadataNames.get(name), value]);
    const metadata = {
      SectigoId: String(record.sslId),
      SectigoOrder: String(7_000_000 + record.sslId),
      SectigoExpires: notAfter.slice(0, 10),
      SectigoIssuer: issuerDn,
      ...Object.fromEntries(ofCustomFields),
    };
    commandState.updateCertificate(id, { metadata });
  }
}
