import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Deployment } from 'kubernetes-models/apps/v1';
import { CronJob } from 'kubernetes-models/batch/v1';
import { Service } from 'kubernetes-models/v1';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const deploy = join(import.meta.dirname, '..', 'deploy');
const read = (...path) => readFileSync(join(deploy, ...path), 'utf8');

/** The commands of the program that a text has, as words. */
function commandsIn(text) {
  return [...text.matchAll(/\b(gateway --config|sync --config-dir) (\S+)/g)].map(([, command, file]) => [
    ...command.split(' '),
    file,
  ]);
}

describe('Dockerfile', () => {
  const dockerfile = read('docker', 'Dockerfile');

  test('it has no problem', () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  test('the program is the first process, without a shell and without root, and is asked for its health', () => {
    expect(dockerfile).toMatch(/^USER 1000:1000$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["certbridge"\]$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK .*\\\n {2}CMD \["node", "-e", ".*\/health\/live.*"\]$/m);
  });

  test('compose runs it with a file system that it can only read', () => {
    const { gateway } = parse(read('docker', 'compose.yaml')).services;
    expect(gateway).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  test('compose has the volume that `docker run` is told', () => {
    const { services, volumes } = parse(read('docker', 'compose.yaml'));
    expect(volumes).toEqual({ certbridge: { external: true } });
    expect(services.gateway.volumes).toEqual(['certbridge:/var/lib/certbridge']);
    const manual = readFileSync(join(deploy, '..', 'docs', 'install.md'), 'utf8');
    expect(manual).toContain('docker volume create certbridge\n');
    expect(manual).toContain(
      'docker run --rm --read-only --tmpfs /tmp --volume certbridge:/var/lib/certbridge',
    );
  });
});

describe('systemd', () => {
  const units = readdirSync(join(deploy, 'systemd'));

  test('there is a gateway, and a sync with its timer', () => {
    expect(units).toEqual(['certbridge-gateway.service', 'certbridge-sync.service', 'certbridge-sync.timer']);
    expect(units.flatMap((name) => commandsIn(read('systemd', name)))).toEqual([
      ['gateway', '--config', '/var/lib/certbridge/gateway.json'],
      ['sync', '--config-dir', '/var/lib/certbridge/config'],
    ]);
  });

  test.runIf(process.platform === 'linux')('systemd finds no fault in them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'certbridge-units-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // Program and user have to be there.
    const files = units.map((name) => {
      const text = read('systemd', name)
        .replaceAll('/usr/local/bin/certbridge', process.execPath)
        .replaceAll(/^(User|Group)=certbridge$/gm, '$1=root');
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    const { status, stderr, error } = spawnSync('systemd-analyze', ['verify', ...files], {
      encoding: 'utf8',
    });
    expect(error).toBeUndefined();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('Windows', () => {
  const file = readFileSync(join(deploy, 'windows', 'certbridge-sync.xml'));

  test('the task is in the encoding in which the Task Scheduler exports and takes them', () => {
    expect([...file.subarray(0, 2)]).toEqual([0xff, 0xfe]);
    expect(file.toString('utf16le')).toMatch(/^\ufeff<\?xml version="1\.0" encoding="UTF-16"\?>\r\n/);
  });

  test('the task starts a sync, and none beside another', () => {
    const text = new TextDecoder('utf-16le').decode(file);
    expect(XMLValidator.validate(text)).toBe(true);
    const { Task: task } = new XMLParser().parse(text);
    expect(task.Actions.Exec).toEqual({
      Command: 'C:\\Certbridge\\certbridge.exe',
      Arguments: 'sync --config-dir C:\\Certbridge\\config',
      WorkingDirectory: 'C:\\Certbridge',
    });
    expect(task.Settings.MultipleInstancesPolicy).toBe('IgnoreNew');
    expect(task.Principals.Principal.RunLevel).toBe('LeastPrivilege');
  });
});

describe('Kubernetes', () => {
  const kinds = { CronJob, Deployment, Service };
  const files = ['gateway.yaml', 'sync-cronjob.yaml'];
  const documents = files.flatMap((name) =>
    parseAllDocuments(read('kubernetes', name)).map((document) => document.toJS()),
  );

  test('every document is as its kind has it', () => {
    expect(documents.map(({ kind }) => kind)).toEqual(['Deployment', 'Service', 'CronJob']);
    for (const document of documents) new kinds[document.kind](document).validate();
  });

  test('no container runs as root or writes to its own files', () => {
    const [deployment, , job] = documents;
    const pods = [deployment.spec.template.spec, job.spec.jobTemplate.spec.template.spec];
    for (const { securityContext, containers, automountServiceAccountToken } of pods) {
      expect(automountServiceAccountToken).toBe(false);
      expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
      expect(containers.map((container) => container.securityContext)).toEqual([
        {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      ]);
    }
  });

  test('a sync does not start beside another', () => {
    expect(documents.find(({ kind }) => kind === 'CronJob').spec.concurrencyPolicy).toBe('Forbid');
  });
});
