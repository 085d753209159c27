/** What callers may be allowed to do; `admin` includes the others. */
export type Role = 'read' | 'enroll' | 'revoke' | 'admin';

/** What a role is asked for. What is left out is left open: the role for any CA or profile will do. */
export interface AccessTarget {
  readonly ca?: string | undefined;
  readonly profile?: string | undefined;
}

/** Who sends a request, as the access rules know it. */
export interface Caller {
  /** For logs and limits; no credential. */
  readonly name: string;
  /** Whether a rule grants a role for a target: true or false at once, no promise. A request is refused where it returns anything else. */
  readonly can: (role: Role, target: AccessTarget) => boolean;
  /** The name for the audit of what a role is used for, where several rules name one caller: that of a rule which grants it. Without it, `name`. */
  readonly nameFor?: ((role: Role, target: AccessTarget) => string) | undefined;
}
