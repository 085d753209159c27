import { expect, onTestFinished, test } from 'vitest';
import { WorkArea } from './work-area.ts';

function workArea(): WorkArea {
  const work = new WorkArea();
  onTestFinished(() => work.close());
  return work;
}

function addKeyfactor(work: WorkArea, id: number, serialNumber: string, issuerDn = 'CN=Sectigo'): void {
  work.addKeyfactor({ id, serialNumber, commonName: null, issuerDn, metadata: {} });
}

test('certificates match whatever notation each side has for the serial number', () => {
  const work = workArea();
  work.addSectigo({ sslId: 1, serialNumber: 'ab:cd' });
  addKeyfactor(work, 10, '00ABCD');
  expect([...work.groups()].flat()).toMatchObject([{ sectigoIds: [1], compareIssuer: false }]);
  expect([...work.unmatched()]).toEqual([]);
  expect(work.counts).toEqual({ sectigo: 1, keyfactor: 1, matched: 1 });
});

test('rows without a serial number match nothing', () => {
  const work = workArea();
  for (const serialNumber of [undefined, '', null]) work.addSectigo({ sslId: 1, serialNumber });
  addKeyfactor(work, 10, '');
  expect([...work.groups()]).toEqual([]);
  expect([...work.unmatched()]).toMatchObject([{ keyfactorId: 10, serialNumber: '' }]);
});

test('a re-imported certificate is one group', () => {
  const work = workArea();
  work.addSectigo({ sslId: 1, serialNumber: 'AB' });
  addKeyfactor(work, 11, 'ab');
  addKeyfactor(work, 10, 'AB');
  expect([...work.groups()].flat()).toMatchObject([
    { certificates: [{ id: 10 }, { id: 11 }], compareIssuer: false },
  ]);
});

test('one serial number from two issuers needs the issuer, on either side', () => {
  const inCommand = workArea();
  inCommand.addSectigo({ sslId: 1, serialNumber: 'AB' });
  addKeyfactor(inCommand, 10, 'AB', 'CN=A');
  addKeyfactor(inCommand, 11, 'AB', 'CN=B');
  expect([...inCommand.groups()].flat().map(({ compareIssuer }) => compareIssuer)).toEqual([true, true]);
  expect([...inCommand.clearSectigoIds()]).toEqual([]);
  const inScm = workArea();
  inScm.addSectigo({ sslId: 1, serialNumber: 'AB' });
  inScm.addSectigo({ sslId: 2, serialNumber: 'AB' });
  addKeyfactor(inScm, 10, 'AB');
  expect([...inScm.groups()].flat()).toMatchObject([{ sectigoIds: [1, 2], compareIssuer: true }]);
});

test('a row listed twice counts once', () => {
  const work = workArea();
  for (const sslId of [1, 2, 1, 2]) work.addSectigo({ sslId, serialNumber: 'AB' });
  addKeyfactor(work, 10, 'AB');
  addKeyfactor(work, 10, 'AB');
  expect([...work.groups()].flat()).toMatchObject([{ sectigoIds: [1, 2], certificates: [{ id: 10 }] }]);
});

test('large inventories come back whole, in the order of their serial numbers', () => {
  const work = workArea();
  const serials = Array.from({ length: 1700 }, (_, index) => (index * 7919 + 1).toString(16).toUpperCase());
  for (const [index, serialNumber] of serials.entries()) {
    work.addSectigo({ sslId: index + 1, serialNumber });
    addKeyfactor(work, index + 1, serialNumber);
  }
  const groups = [...work.groups()].flat();
  expect(groups.map(({ serial }) => serial)).toEqual(serials.toSorted());
  for (const { sectigoIds, certificates } of groups) expect(sectigoIds).toEqual([certificates[0].id]);
  expect(new Set(work.clearSectigoIds())).toEqual(new Set(groups.flatMap(({ sectigoIds }) => sectigoIds)));
});

test('the open ones of the groups are those that were marked', () => {
  const work = workArea();
  for (const id of Array.from({ length: 1200 }, (_, index) => index + 1)) {
    work.addSectigo({ sslId: id, serialNumber: id.toString(16) });
    addKeyfactor(work, id, id.toString(16));
  }
  const all = [...work.groups()].flat();
  expect([...work.openGroups()]).toEqual([]);
  const open = all.filter((_, index) => index % 2 === 0);
  for (const { serial } of open.toReversed()) work.addOpen(serial);
  expect([...work.openGroups()].flat()).toEqual(open);
});

test('details are found under their id, unless they are of another serial number', () => {
  const work = workArea();
  const detailsOf = (id: number) => ({ sslId: id, id, status: 'Issued' });
  work.addDetails(detailsOf(1), '0a:bc');
  work.addDetails(detailsOf(2), undefined);
  work.addDetails(detailsOf(3), 'DE');
  expect(work.findDetails(1, 'ABC')).toEqual(detailsOf(1));
  expect(work.findDetails(1, undefined)).toEqual(detailsOf(1));
  expect(work.findDetails(2, 'ABC')).toEqual(detailsOf(2));
  expect(work.findDetails(3, 'ABC')).toBeUndefined();
});

test('what was planned comes back in the order it was added, also while more is read', () => {
  const work = workArea();
  const rows = Array.from({ length: 1201 }, (_, index) => ({
    certificate: {
      serialNumber: String(index),
      sectigoId: index,
      keyfactorId: index,
      fingerprint: '',
      changes: [
        {
          side: 'sectigo',
          field: 'Team',
          before: null,
          after: 'a\ud800',
          truncated: false,
          sensitive: false,
        },
      ] as const,
    },
    serial: String(index),
    failures: [],
    agreements: [null],
  }));
  for (const row of rows) work.addPlanned(row);
  expect([...work.planned()]).toEqual(rows);
});
