// A sandbox over an estate whose certificates hold in Command already what SCM says of them: as after a first sync, without the
// hundred thousand writes of one. Values are put past the APIs and without the engine, so it is the run over them that tells
// whether they are those that a sync would have written.
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

/** Follows the `fields.json` that comes with the sandbox, with `_` for every banned character. */
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
