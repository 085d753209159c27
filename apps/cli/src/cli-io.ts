/** A place for text, such as a process's standard output. */
export interface TextOutput {
  /** Takes text; returns `false` if it has more than it can pass on for now. */
  readonly write: (text: string) => unknown;
  /** Waits until it takes text again, or never will. Without it everything is taken at once. */
  readonly drained?: () => Promise<void>;
  /** The reader is gone: what is written is dropped without an error. */
  readonly closed?: boolean;
  /** The system's code of the error that keeps text from being written, such as a full disk; a reader that has gone is not an error. */
  readonly failure?: string | undefined;
}

/** What a run of the program uses of its surroundings besides files, network and clock. */
export interface CliIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What relative paths of the command line are relative to. */
  readonly cwd: string;
  /** Takes the result and nothing else. */
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Aborted to interrupt the run, as Ctrl-C does. */
  readonly signal: AbortSignal;
  /** Gives the run more time to end after an interruption than actions have as a rule, in milliseconds. */
  readonly allowTime?: (milliseconds: number) => void;
}
