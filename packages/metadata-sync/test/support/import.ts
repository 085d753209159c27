import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createKeyfactorClient, type KeyfactorClient } from '@certbridge/keyfactor-client';
import type { Sandbox, ScmCertificateView } from '@certbridge/sandbox';
import { createSectigoClient, type HttpOptions } from '@certbridge/sectigo-client';
import { onTestFinished } from 'vitest';
import { type ImportResult, importMissing } from '../../src/importing/import-missing.ts';
import type { ImportOptions } from '../../src/importing/import-options.ts';
import type { ImportKeyfactorPort } from '../../src/run/ports.ts';
import { renderProblem } from '../../src/settings/document.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { type DocumentParts, documentsWith } from './documents.ts';
import type { ImportJob } from './import-process.ts';
import { manualFields, replacements } from './sync.ts';

export interface ImportParts
  extends DocumentParts,
    Partial<Omit<ImportOptions, 'settings' | 'sectigo' | 'keyfactor'>> {
  readonly http?: HttpOptions;
  /** Puts something between engine and client. */
  readonly keyfactorPort?: (client: KeyfactorClient) => ImportKeyfactorPort;
}

/** Runs an import against a sandbox over HTTP; applies, with import-all and replacements, unless told otherwise. */
export async function runImport(sandbox: Sandbox, parts: ImportParts = {}): Promise<ImportResult> {
  const { config, fields, banned, overrides, http, keyfactorPort, ...options } = parts;
  const job = jobFor(sandbox, { config, fields, banned, overrides });
  const reading = readSettings(job.documents);
  if (!reading.ok) throw new Error(reading.problems.map(renderProblem).join('\n'));
  const sectigo = createSectigoClient({ ...job.sectigo, http });
  const keyfactor = createKeyfactorClient({ ...job.keyfactor, http });
  try {
    return await importMissing({
      runId: crypto.randomUUID(),
      apply: true,
      ...options,
      settings: reading.settings,
      sectigo,
      keyfactor: keyfactorPort?.(keyfactor) ?? keyfactor,
    });
  } finally {
    await Promise.all([sectigo.close(), keyfactor.close()]);
  }
}

/** Runs an import in a process of its own. */
export function startImport(sandbox: Sandbox, run: Pick<ImportJob, 'stateFile' | 'runId'>): ChildProcess {
  const program = fileURLToPath(new URL('./import-process.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [
      '--no-warnings',
      '--conditions',
      '@certbridge/source',
      program,
      JSON.stringify({ ...jobFor(sandbox), ...run }),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

function jobFor(
  { scm, command }: Sandbox,
  {
    config,
    fields,
    banned,
    overrides,
  }: { [Part in keyof DocumentParts]: DocumentParts[Part] | undefined } = {},
): Omit<ImportJob, 'stateFile' | 'runId'> {
  const { url: scmUrl, sslTypeIds, customerUri, ...login } = scm;
  const { url: commandUrl, ...basic } = command;
  return {
    documents: documentsWith({
      config: { sslTypeIds, ...config },
      fields: fields ?? { ManualFields: manualFields },
      banned: banned ?? replacements,
      ...(overrides ? { overrides } : {}),
    }),
    sectigo: { baseUrl: scmUrl, customerUri, auth: { type: 'password', ...login } },
    keyfactor: { baseUrl: commandUrl, auth: { type: 'basic', ...basic } },
  };
}

/** The certificates that the sandbox's Command lacks: issued, of the configured profiles. */
export function missingIn(sandbox: Sandbox): (ScmCertificateView & { serialNumber: string })[] {
  return sandbox.scmState.certificates().flatMap((certificate) => {
    const { serialNumber, status, sslTypeId } = certificate;
    const isInScope = sandbox.scm.sslTypeIds.includes(sslTypeId) && ['Issued', 'Replaced'].includes(status);
    if (serialNumber === null || !isInScope) return [];
    return sandbox.commandState.findBySerial(serialNumber).length > 0
      ? []
      : [{ ...certificate, serialNumber }];
  });
}

/** Takes certificates away from the sandbox's Command until it lacks at least so many. */
export function removeFromCommand(sandbox: Sandbox, count: number): void {
  for (const { id, issuerDn } of sandbox.commandState.certificates()) {
    if (missingIn(sandbox).length >= count) return;
    if (issuerDn.includes('Sectigo')) sandbox.commandState.removeCertificate(id);
  }
}
