/** A client that a token endpoint accepts. */
export interface OAuthCredentials {
  clientId: string;
  clientSecret: string;
}
