import { expect, test } from 'vitest';
import {
  installStatusLabels,
  readDcvMode,
  readDcvOrderStatus,
  readDomainStatus,
  readInstallStatus,
  readRequestedVia,
  readSslStatus,
  renewalStatusLabels,
  requestedViaLabels,
  writeDcvOrderStatus,
  writeDomainStatus,
  writeFilterValue,
  writeSslStatus,
} from './labels.ts';

const tables = Object.entries({ requestedViaLabels, installStatusLabels, renewalStatusLabels });

test.each(tables)('%s: codes and labels are sent as the host wants them', (_, labels) => {
  for (const [code, label] of Object.entries(labels)) {
    for (const text of [code, label]) {
      expect(writeFilterValue(text, labels, true)).toBe(code);
      expect(writeFilterValue(text, labels, false)).toBe(label);
    }
  }
  expect(writeFilterValue('Added later', labels, true)).toBe('Added later');
  expect(writeFilterValue('constructor', labels, false)).toBe('constructor');
});

test('responses show labels for certificates and codes for domains, whatever was sent', () => {
  expect([readRequestedVia('REST'), readRequestedVia('REST API')]).toEqual(['REST API', 'REST API']);
  expect(readInstallStatus('NONE')).toBe('Not configured');
  expect([readSslStatus('SA Approved'), readSslStatus('SAApproved')]).toEqual(['SAApproved', 'SAApproved']);
  expect([readDomainStatus('Not validated'), readDomainStatus('NOT_VALIDATED')]).toEqual([
    'NOT_VALIDATED',
    'NOT_VALIDATED',
  ]);
  expect(readDcvOrderStatus('Submitted')).toBe('SUBMITTED');
  expect(readDcvMode('DNSTXT_RANDOM_VALUE')).toBe('TXT');
});

test('what is not known passes', () => {
  for (const read of [readRequestedVia, readSslStatus, readDomainStatus, readDcvOrderStatus, readDcvMode]) {
    expect(read('Added later')).toBe('Added later');
  }
});

test('states of certificates and domains are sent as the host spells them', () => {
  expect(writeSslStatus('SAApproved', true)).toBe('SAApproved');
  expect(writeSslStatus('SAApproved', false)).toBe('SA Approved');
  expect(writeSslStatus('SA Approved', true)).toBe('SAApproved');
  expect(writeSslStatus('Issued', false)).toBe('Issued');
  expect(writeDomainStatus('VALIDATED', true)).toBe('VALIDATED');
  expect(writeDomainStatus('VALIDATED', false)).toBe('Validated');
  expect(writeDcvOrderStatus('NOT_INITIATED', false)).toBe('Not initiated');
});
