import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { caActions } from './ca/ca-actions.ts';
import { loadActions } from './program.ts';

/** Every action, those within others as well. */
async function allActions(): Promise<CommandUnknownOpts[]> {
  return [await loadActions(), caActions].flatMap((definitions) => {
    const program = new Command();
    for (const definition of definitions) definition.addTo(program, async () => {});
    return withNested(program);
  });
}

function withNested(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return [command, ...command.commands.flatMap(withNested)];
}

test('an option that several actions take has the same form, parser and checks in each', async () => {
  const options = (await allActions()).flatMap(({ options }) => options);
  for (const { long: name } of options) {
    // What it does, and whether it has to be given, is said by each action. So is where its folder is by default.
    const definitions = options
      .filter(({ long }) => long === name)
      .map(({ description, mandatory, defaultValue, ...definition }) =>
        name === '--config-dir' ? definition : { ...definition, defaultValue },
      );
    for (const definition of definitions) expect(definition, name).toEqual(definitions[0]);
  }
  const names = options.map(({ long }) => long);
  for (const name of ['--json', '--set', '--log-level', '--concurrency', '--product', '--out'])
    expect(names.filter((other) => other === name).length, name).toBeGreaterThan(1);
});

test('an argument that several actions take is the same in each', async () => {
  const found = (await allActions()).flatMap(({ registeredArguments }) => registeredArguments);
  for (const one of found) expect(one).toEqual(found.find((other) => other.name() === one.name()));
  for (const name of ['id', 'run'])
    expect(found.filter((one) => one.name() === name).length, name).toBeGreaterThan(1);
});
