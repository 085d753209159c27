import { createSectigoClient } from '@certbridge/sectigo-client';

// A program on a Node that is too old.
try {
  createSectigoClient({
    baseUrl: 'https://cert-manager.com',
    customerUri: 'corp',
    auth: { type: 'password', login: 'anyone', password: 'anything' },
  });
  console.log('created');
} catch (error) {
  console.log(error.code, error.message);
}
