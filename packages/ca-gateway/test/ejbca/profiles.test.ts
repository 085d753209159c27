import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../src/access/caller.ts';
import { caError } from '../support/ca-error.ts';
import { type EjbcaServer, everything, serveEjbca } from '../support/ejbca-server.ts';
import { api, createEjbcaWorld, type EjbcaWorld, profiles } from '../support/ejbca-world.ts';
import type { MemoryHost } from '../support/memory-host.ts';

let world: EjbcaWorld;
let host: MemoryHost;
let server: EjbcaServer;
let caller: Caller;

beforeAll(async () => {
  world = await createEjbcaWorld();
});
beforeEach(async () => {
  host = world.createHost();
  caller = everything;
  server = await serveEjbca({ host, caller: () => caller });
});
afterEach(() => server.close());

const get = (path: string) => server.send({ path: `${api}${path}` });

describe('a certificate profile', () => {
  test('has a stable id, key lists, and the CAs that offer it', async () => {
    expect((await get('/v2/certificate/profile/DV%20SSL')).body).toEqual({
      certificate_profile_id: 1,
      available_key_algs: ['RSA', 'ECDSA'],
      available_bit_lenghts: [2048, 3072, 4096],
      available_ecdsa_curves: ['prime256v1', 'secp384r1'],
      available_cas: ['Sectigo OV'],
    });
    expect((await get('/v2/certificate/profile/OV%20SSL')).body).toEqual({
      certificate_profile_id: 2,
      available_key_algs: ['RSA'],
      available_bit_lenghts: [2048],
      available_ecdsa_curves: [],
      available_cas: ['Sectigo OV', 'Second CA'],
    });
  });

  test.each(['EV%20SSL', 'dv%20ssl', '1', 'a/b'])('that is unknown is 400: %s', async (name) => {
    expect(await get(`/v2/certificate/profile/${name}`)).toMatchObject({
      status: 400,
      body: { error_message: 'Invalid search criteria, unknown certificate profile.' },
    });
  });

  test("whose CA can't be asked is 503", async () => {
    const error = caError('The login is refused.');
    host.decide({ profiles: () => Promise.reject(error) });
    expect((await get('/v2/certificate/profile/DV%20SSL')).status).toBe(503);
  });

  test("that one CA has is reported while another CA can't be asked", async () => {
    let calls = 0;
    host.decide({
      profiles: () => {
        calls += 1;
        return calls % 2 === 0 ? Promise.reject(caError('SCM is down.')) : Promise.resolve(profiles);
      },
    });
    expect(await get('/v2/certificate/profile/DV%20SSL')).toMatchObject({
      status: 200,
      body: { available_cas: ['Sectigo OV'] },
    });
    expect((await get('/v2/endentity/profile/AnyCA')).body).toMatchObject({
      available_certificate_profiles: ['DV SSL', 'OV SSL'],
    });
    expect((await get('/v2/certificate/profile/EV%20SSL')).status).toBe(503);
  });
});

describe('the end entity profile', () => {
  test.each(['', '/'])(
    'AnyCA with id 1 is the one that is authorized, also asked with %j at the end',
    async (end) => {
      expect((await get(`/v2/endentity/profiles/authorized${end}`)).body).toEqual({
        end_entitie_profiles: [{ id: 1, name: 'AnyCA', description: '' }],
      });
    },
  );

  test('has all CAs and certificate profiles', async () => {
    expect((await get('/v2/endentity/profile/AnyCA')).body).toEqual({
      end_entity_profile_name: 'AnyCA',
      available_cas: ['Sectigo OV', 'Second CA'],
      available_certificate_profiles: ['DV SSL', 'OV SSL'],
      subject_distinguished_name_fields: ['CN', 'O', 'OU', 'L', 'ST', 'C'],
      subject_alternative_name_fields: ['DNSNAME', 'IPADDRESS'],
    });
  });

  test('of any other name is 404', async () => {
    expect((await get('/v2/endentity/profile/EMPTY')).status).toBe(404);
    expect((await get('/v2/endentity/profile/1')).status).toBe(404);
  });

  test('is not told to whom no role was given', async () => {
    caller = { name: 'nobody', can: () => false };
    expect((await get('/v2/endentity/profiles/authorized')).body).toEqual({ end_entitie_profiles: [] });
  });
});
