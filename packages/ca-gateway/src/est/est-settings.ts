/** What EST serves where a request leaves it open. */
export interface EstSettings {
  /** The CA whose profiles are labels; without it all are. */
  readonly ca?: string | undefined;
  /** The profile to enroll for without a label; without it a label is needed. */
  readonly profile?: string | undefined;
}
