/** The login that the simulated SCM accepts. */
export interface ScmCredentials {
  login: string;
  password: string;
  customerUri: string;
}
