import type { SettingProblem } from '@certbridge/ca-plugin';
import type { ConfigurationFault } from '../../configuration-error.ts';
import type { LoadedConnection } from '../connection/load-connection.ts';
import { toProblem } from './ca-error.ts';
import type { Place } from './place.ts';

/** What is wrong with the settings of a connection, each with the place that its value came from. */
export function toSettingProblems(
  problems: readonly SettingProblem[],
  {
    place: { connectionFile: file },
    placeSetting,
  }: { readonly place: Pick<Place, 'connectionFile'>; readonly placeSetting: LoadedConnection['place'] },
): ConfigurationFault[] {
  return problems.map(({ setting, message }) =>
    setting === null
      ? { ...toProblem(message), file }
      : placeSetting({ ...toProblem(withoutName(message, setting)), file, path: setting }),
  );
}

/** A message without the name of the setting that it begins with, which is shown before it. */
export function withoutName(message: string, setting: string): string {
  return message.startsWith(setting) ? message.slice(setting.length).replace(/^:? +/, '') : message;
}
