/** A place for text, such as a process's standard output. */
export interface TextOutput {
  readonly write: (text: string) => unknown;
}

/** Everything of its surroundings that a run of the program uses beside files, network and clock. */
export interface CliIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What relative paths of the command line are relative to. */
  readonly cwd: string;
  /** Takes the result and nothing else. */
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Aborted to interrupt the run, as Ctrl-C does. */
  readonly signal: AbortSignal;
}
