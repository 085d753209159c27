import { X509Certificate } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { issueCertificate } from '@certbridge/certificate/request';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingNames, readHostNames, writeDnsName, writeIpAddress, writeName, writeNames } from './names.ts';
import { isRefusal } from './refusal.ts';

describe("the host's alternative names", () => {
  test.each(['dns', 'DNS', 'dnsname', 'DnsName', 'dNSName', 'DNS Name', 'dns_name'])(
    'may be called %s',
    (kind) => {
      expect(readHostNames({ [kind]: ['a.corp.example'] })).toEqual([
        { kind: 'dns', value: 'a.corp.example' },
      ]);
    },
  );

  test.each([
    ['IPAddress', 'ip'],
    ['ip4', 'ip'],
    ['IPv6Address', 'ip'],
    ['rfc822Name', 'email'],
    ['E-Mail', 'email'],
    ['URI', 'uri'],
    ['uniformResourceIdentifier', 'uri'],
    ['UPN', 'upn'],
    ['MS_UPN', 'upn'],
    ['User Principal Name', 'upn'],
  ])('called %s are of the kind %s', (given, kind) => {
    expect(readHostNames({ [given]: ['x'] })).toEqual([{ kind, value: 'x' }]);
  });

  test('of a kind that is not known are refused, unless they are blank', () => {
    expect(readHostNames({ registeredId: ['1.2.3'] })).toEqual({
      problem:
        'Alternative names of the kind "registeredId" can\'t be ordered. Use DNS names and IP addresses only.',
    });
    expect(readHostNames({ dnss: ['a.corp.example'] })).toEqual({
      problem:
        'Alternative names of the kind "dnss" can\'t be ordered. Use DNS names and IP addresses only. Did you mean dns?',
    });
    expect(readHostNames({ constructor: ['x'] })).toMatchObject({ problem: expect.any(String) });
    expect(readHostNames({ registeredId: [], dns: [' ', ' a.corp.example '] })).toEqual([
      { kind: 'dns', value: 'a.corp.example' },
    ]);
  });
});

describe('a DNS name', () => {
  test.each([
    ['WWW.Corp.Example', 'www.corp.example'],
    ['www.corp.example.', 'www.corp.example'],
    ['*.corp.example', '*.corp.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['*.BÜCHER.example', '*.xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['a-b.1.example', 'a-b.1.example'],
    ['localhost', 'localhost'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
    [`${'a.'.repeat(123)}example`, `${'a.'.repeat(123)}example`],
  ])('%j is written %j', (text, expected) => {
    expect(writeDnsName(text)).toBe(expected);
  });

  test.each([
    '',
    '.',
    '*',
    '*.',
    'a..b',
    '.corp.example',
    'a_b.corp.example',
    '-a.corp.example',
    'a-.corp.example',
    'www.*.example',
    'w*.corp.example',
    '*.*.example',
    'a b.example',
    ' www.corp.example',
    'www.corp.example ',
    'www.corp.example\n',
    '\r\nwww.corp.example',
    'www.corp.example.\t',
    '*. www.corp.example',
    '\u00a0www.corp.example',
    '\ufeffwww.corp.example',
    'www.co\u00adrp.example',
    'www\u200b.corp.example',
    'bü\u2060cher.example',
    'anna@corp.example',
    'https://corp.example',
    'corp.example:443',
    'corp.example,evil.example',
    '10.1.2.3',
    '10.1.2.300',
    '0x7f.1.ü.1',
    'ü%41.example',
    'ü_x.example',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(123)}examples`,
  ])('is not %j', (text) => {
    expect(writeDnsName(text)).toBeUndefined();
  });
});

describe('an IP address', () => {
  test.each([
    ['10.1.2.3', '10.1.2.3'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
  ])('%s is written %s', (text, expected) => {
    expect(writeIpAddress(text)).toBe(expected);
  });

  test.each(['10.1.2', '10.1.2.256', '010.1.2.3', 'fe80::1%eth0', 'www.corp.example', ''])(
    'is not %j',
    (text) => {
      expect(writeIpAddress(text)).toBeUndefined();
    },
  );
});

describe('the names of an SSL certificate', () => {
  test('are DNS names and IP addresses, each once', () => {
    const names = writeNames([
      { kind: 'dns', value: 'A.corp.example' },
      { kind: 'dns', value: 'a.corp.example.' },
      { kind: 'ip', value: '10.1.2.3' },
      { kind: 'dns', value: 'b.corp.example' },
    ]);
    expect(names).toEqual(['a.corp.example', '10.1.2.3', 'b.corp.example']);
  });

  test.each([
    ['email', 'e-mail address'],
    ['uri', 'URI'],
    ['upn', 'user principal name'],
    ['other', 'name of another kind'],
  ] as const)('do not hold one of the kind %s', (kind, shown) => {
    expect(writeNames([{ kind, value: 'anna@corp.example' }])).toEqual({
      problem: `An SSL certificate can't hold the ${shown} among the alternative names. Take it out and order again.`,
    });
  });

  test('are what they are said to be', () => {
    expect(writeNames([{ kind: 'dns', value: '10.1.2.3' }])).toEqual({
      problem: '"10.1.2.3" is no DNS name. Correct it or take it out of the names.',
    });
    expect(writeNames([{ kind: 'ip', value: 'a\u001b.b' }])).toMatchObject({
      problem: expect.stringContaining('"a?.b" is no IP address'),
    });
  });

  test('are written the same way however they came, and none is lost', () => {
    const name = fc.domain();
    const shape = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toUpperCase(),
      (text: string) => `${text}.`,
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, shape), { minLength: 1 }), (given) => {
        const written = writeNames(given.map(([text, write]) => ({ kind: 'dns', value: write(text) })));
        const expected = new Set(given.map(([text]) => text.toLowerCase()));
        expect(new Set(isRefusal(written) ? [] : written)).toEqual(expected);
        expect(isRefusal(written) || written.length).toBe(expected.size);
      }),
    );
  });

  test('come out in letters that a certificate can hold, or not at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const written = writeName(text);
        if (written === undefined) return;
        expect(written).toMatch(/^(\*\.)?[a-z0-9.:-]+$/);
        expect(writeName(written)).toBe(written);
      }),
      { numRuns: 1000 },
    );
  });

  test('outside ASCII are converted as a browser does', () => {
    const label = fc.stringMatching(/^[a-zäöüßéñ]{1,20}$/u);
    fc.assert(
      fc.property(label, (text) => {
        const name = `${text}.example`;
        expect(writeDnsName(name)).toBe(domainToASCII(name));
      }),
    );
  });
});

describe('the names of an order that a certificate lacks', () => {
  const certificateWith = async (names: readonly string[]) => {
    const { certificate } = await issueCertificate({
      commonName: 'a.example',
      usage: 'server',
      names,
      notBefore: new Date('2026-01-01'),
      notAfter: new Date('2027-01-01'),
    });
    return new X509Certificate(certificate);
  };

  test('are those that are none of its alternative names', async () => {
    const certificate = await certificateWith(['A.example', 'b.example', '192.0.2.1']);
    const names = ['a.example', 'b.example', '192.0.2.1', 'c.example', '192.0.2.2'];
    expect(missingNames(certificate, names)).toEqual(['c.example', '192.0.2.2']);
  });

  test('are one that only stands inside another name, too', async () => {
    const certificate = await certificateWith(['a.example', 'x, DNS:b.example, y']);
    expect(missingNames(certificate, ['a.example', 'b.example'])).toEqual(['b.example']);
  });

  test('are all but the common name where it has no alternative names', async () => {
    const certificate = await certificateWith([]);
    expect(missingNames(certificate, ['a.example', 'b.example'])).toEqual(['b.example']);
  });
});
