/** How messages about the database name options and commands. */
export interface DatabaseWording {
  /** The option that names the file, as in "name another file with OPTION". */
  readonly option?: string | undefined;
  /** What fills a new database, at the beginning of a sentence; a full synchronization by default. */
  readonly filling?: string | undefined;
}
