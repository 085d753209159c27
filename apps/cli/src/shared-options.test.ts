import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { caCommands } from './ca/ca-commands.ts';
import { loadCommands } from './program.ts';

/** Every command, those within others as well. */
async function allCommands(): Promise<CommandUnknownOpts[]> {
  return [await loadCommands(), caCommands].flatMap((definitions) => {
    const program = new Command();
    for (const definition of definitions) definition.addTo(program, async () => {});
    return withSubcommands(program);
  });
}

function withSubcommands(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

test('an option that several commands take has the same form, parser and checks in each', async () => {
  const options = (await allCommands()).flatMap(({ options }) => options);
  for (const { long: name } of options) {
    // What it does, and whether it has to be given, is said by each command. So is where its folder is by default.
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

test('an argument that several commands take is the same in each', async () => {
  const found = (await allCommands()).flatMap(({ registeredArguments }) => registeredArguments);
  for (const one of found) expect(one).toEqual(found.find((other) => other.name() === one.name()));
  for (const name of ['id', 'run'])
    expect(found.filter((one) => one.name() === name).length, name).toBeGreaterThan(1);
});
