import { type LogThreshold, lowerThreshold, parseLogThreshold } from './log-level.ts';
import { type Context, childElements, expand } from './nlog-context.ts';
import type { XmlElement } from './nlog-xml.ts';

/** Reads from which level on each of the two files is written; a file that no rule names is not written. */
export function readRules(context: Context): { main: LogThreshold; errors: LogThreshold } {
  const found = new Map<string, LogThreshold>();
  for (const rule of childElements(context.nlog, 'rules').flatMap(({ children }) => children)) {
    const { attributes } = rule;
    if (rule.name !== 'logger' || attributes.enabled?.toLowerCase() === 'false') continue;
    const threshold = readThreshold(context, attributes);
    noteRule(context, rule);
    for (const target of (attributes.writeto ?? '').split(',').map((name) => name.trim().toLowerCase())) {
      found.set(target, lowerThreshold(found.get(target) ?? 'off', threshold));
    }
  }
  const main = found.get('mainlogfile');
  const errors = found.get('errorlogfile');
  if (main === undefined && errors === undefined) {
    context.notUnderstood.add('rules without the targets MainLogFile and ErrorLogFile');
    return { main: 'info', errors: 'error' };
  }
  return { main: main ?? 'off', errors: errors ?? 'off' };
}

function noteRule({ notUnderstood }: Context, { attributes, children }: XmlElement): void {
  const rule = `rule for ${attributes.writeto ?? 'no target'}`;
  if (attributes.name !== undefined && attributes.name !== '*') notUnderstood.add(`name of the ${rule}`);
  for (const name of Object.keys(attributes)) {
    if (!/^(name|minlevel|level|levels|writeto|enabled|rulename)$/.test(name)) {
      notUnderstood.add(`attribute ${name} of the ${rule}`);
    }
  }
  for (const { name } of children) notUnderstood.add(`<${name}> of the ${rule}`);
}

/** Without any level, NLog logs everything. */
function readThreshold(
  context: Context,
  { minlevel, level, levels, writeto }: XmlElement['attributes'],
): LogThreshold {
  const written = minlevel ?? level ?? levels;
  if (written === undefined) return 'trace';
  const names = expand(context, written)?.split(',') ?? [];
  const thresholds = names.map(parseLogThreshold);
  const understood = thresholds.filter((threshold) => threshold !== undefined);
  const single = minlevel !== undefined && thresholds.length === 1;
  if (understood.length < thresholds.length || understood.length === 0 || !single) {
    context.notUnderstood.add(`levels of the rule for ${writeto ?? 'no target'}`);
  }
  return understood.length === 0 ? 'info' : understood.reduce(lowerThreshold);
}
