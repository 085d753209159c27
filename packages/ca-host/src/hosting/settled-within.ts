/** Waits for work, at most `ms` milliseconds; returns its error if it failed by then. */
export async function settledWithin(work: Promise<unknown>, ms: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const failure = work.then(
    () => undefined,
    (error: unknown) => error,
  );
  try {
    return await Promise.race([failure, late]);
  } finally {
    clearTimeout(timer);
  }
}
