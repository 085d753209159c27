/** Counts the writes that each system has received since its start. */
export async function countWrites({ management }) {
  const response = await fetch(`${management.url}/requests/summary`);
  const { scm, command } = await response.json();
  return { scm: writesOf(scm), command: writesOf(command) };
}

function writesOf({ byOperation }) {
  const writes = Object.entries(byOperation).filter(([operation]) =>
    /^(create|update|delete|import)/.test(operation),
  );
  return writes.reduce((sum, [, count]) => sum + count, 0);
}
