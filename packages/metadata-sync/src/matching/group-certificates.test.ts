import { expect, test } from 'vitest';
import { groupCertificates, type InventoryCertificate } from './group-certificates.ts';
import { SerialIndex } from './serial-index.ts';

function certificate(id: number, serialNumber: string, issuerDn = 'CN=Sectigo'): InventoryCertificate {
  return { id, serialNumber, issuerDn, metadata: {} };
}

function indexOf(rows: readonly { sslId: number; serialNumber?: string | null }[]): SerialIndex {
  const index = new SerialIndex();
  for (const row of rows) index.add(row);
  return index;
}

test('certificates match whatever notation each side has for the serial number', () => {
  const index = indexOf([{ sslId: 1, serialNumber: 'ab:cd' }]);
  const { groups, unmatched } = groupCertificates([certificate(10, '00ABCD')], index);
  expect(groups).toMatchObject([{ sectigoIds: [1], compareIssuer: false }]);
  expect(unmatched).toEqual([]);
});

test('rows without a serial number match nothing', () => {
  const index = indexOf([{ sslId: 1 }, { sslId: 2, serialNumber: '' }, { sslId: 3, serialNumber: null }]);
  expect(groupCertificates([certificate(10, '')], index).unmatched).toHaveLength(1);
});

test('a re-imported certificate is one group', () => {
  const index = indexOf([{ sslId: 1, serialNumber: 'AB' }]);
  const { groups } = groupCertificates([certificate(10, 'AB'), certificate(11, 'ab')], index);
  expect(groups).toMatchObject([{ certificates: [{ id: 10 }, { id: 11 }], compareIssuer: false }]);
});

test('one serial number from two issuers needs the issuer, on either side', () => {
  const one = indexOf([{ sslId: 1, serialNumber: 'AB' }]);
  const { groups } = groupCertificates([certificate(10, 'AB', 'CN=A'), certificate(11, 'AB', 'CN=B')], one);
  expect(groups.map(({ compareIssuer }) => compareIssuer)).toEqual([true, true]);
  const two = indexOf([
    { sslId: 1, serialNumber: 'AB' },
    { sslId: 2, serialNumber: 'AB' },
  ]);
  expect(groupCertificates([certificate(10, 'AB')], two).groups).toMatchObject([
    { sectigoIds: [1, 2], compareIssuer: true },
  ]);
});

test('a row listed twice counts once', () => {
  const index = indexOf([1, 2, 1, 2].map((sslId) => ({ sslId, serialNumber: 'AB' })));
  expect(index.find('AB')).toEqual([1, 2]);
});
