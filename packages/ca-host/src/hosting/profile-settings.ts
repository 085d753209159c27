/** How certificates of a profile are ordered. */
export interface ProfileSettings {
  /** Settings of a template (MultiDomain, Organization, Department, Lifetime, RenewalWindow) and values of custom fields, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /**
   * What becomes of a request for the profile and names of a certificate of ours that nears its end: an order like any other, or
   * a renewal by the authority where it allows one.
   */
  readonly renewals: 'order' | 'renew';
}

/** Those of a profile for which nothing is set. */
export const noProfileSettings: ProfileSettings = { parameters: {}, renewals: 'order' };
