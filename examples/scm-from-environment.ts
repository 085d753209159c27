import { createSectigoClient, type SectigoClient } from '@certbridge/sectigo-client';

/** Creates a client for the SCM instance in the environment variables. */
export function scmFromEnvironment(): SectigoClient {
  return createSectigoClient({
    baseUrl: variable('SCM_URL'),
    customerUri: variable('SCM_CUSTOMER_URI'),
    auth: { type: 'password', login: variable('SCM_LOGIN'), password: variable('SCM_PASSWORD') },
  });
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`Set the environment variable ${name}.`);
  return value;
}
