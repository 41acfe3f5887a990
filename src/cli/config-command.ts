import { cleanLine } from '../clean.ts';
import { toYaml } from '../inputs/to-yaml.ts';
import { isJsonObject, type Json } from '../json.ts';
import { column } from '../render/wrap.ts';
import type { CommandBody } from './command.ts';
import { CONFIG_KEYS, type Config, configKey, readConfig, refuseUnfit } from './config.ts';
import { failingWith, type Ready } from './failing.ts';
import { OUTPUT_OPTIONS, RUN_OPTIONS } from './options.ts';
import { NOTHING } from './output.ts';
import { checkedFlags, settingsOf } from './settings.ts';

function nested(values: Config['values']): Json {
  const document: Record<string, Json> = {};
  for (const [key, value] of values) {
    const [group = '', member] = key.split('.');
    if (member === undefined) document[group] = value;
    else {
      const members = document[group];
      document[group] = { ...(isJsonObject(members) ? members : {}), [member]: value };
    }
  }
  return document;
}

async function list({ app, output }: Ready): Promise<number> {
  const { file, values } = await readConfig(app);
  const keys = column(CONFIG_KEYS.map(({ key }) => key));
  output.result([
    cleanLine(file),
    ...CONFIG_KEYS.map(({ key, summary }, index) => {
      const value = values.get(key);
      return `  ${keys[index]}  ${value === undefined ? '-' : cleanLine(String(value))}  (${summary})`;
    }),
  ]);
  return output.finish({ ...NOTHING, ending: 'ok', result: nested(values) });
}

async function get({ app, output }: Ready, key: string): Promise<number> {
  const { file, values } = await readConfig(app);
  const value = values.get(configKey(file, key).key) ?? null;
  output.result([value === null ? '' : cleanLine(String(value))]);
  return output.finish({ ...NOTHING, ending: 'ok', result: value });
}

function typed(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

/** Refuses what the flag itself would refuse, before it is written down. */
function checkValue(flag: string, value: Json): void {
  const rows = [...OUTPUT_OPTIONS, ...RUN_OPTIONS];
  const isFlag = rows.some((row) => row.flag === flag && row.takes === 'value');
  if (isFlag) settingsOf(checkedFlags(rows, new Map([[flag, String(value)]])));
}

async function change(
  { app, output }: Ready,
  key: string,
  value: Json | undefined,
): Promise<number> {
  const { file, values } = await readConfig(app);
  const { flag } = configKey(file, key);
  const changed = new Map(values);
  if (value === undefined) changed.delete(key);
  else {
    checkValue(flag, value);
    refuseUnfit(file, key, value);
    changed.set(key, value);
  }
  await app.writeConfig(toYaml(nested(changed)));
  output.talk([`Written to ${cleanLine(file)}`]);
  return output.finish({ ...NOTHING, ending: 'ok', result: nested(changed) });
}

const KEY = { name: 'key', required: true, summary: 'A key, see config list' };

function body(
  name: string,
  args: CommandBody['args'],
  examples: readonly string[],
  action: (ready: Ready, args: readonly string[]) => Promise<number>,
): CommandBody {
  return {
    examples,
    args,
    own: [],
    unlisted: [],
    options: OUTPUT_OPTIONS,
    exits: ['0', '2', '3', '5'],
    run: (invocation) =>
      failingWith(invocation, `config ${name}`, (ready) => action(ready, invocation.args)),
  };
}

export const configListCommand = body('list', [], ['negctl config list'], list);

export const configGetCommand = body(
  'get',
  [KEY],
  ['negctl config get project'],
  (ready, [key = '']) => get(ready, key),
);

export const configSetCommand = body(
  'set',
  [KEY, { name: 'value', required: true, summary: 'Its new value' }],
  ['negctl config set project my-project', 'negctl config set run.maxParallel 2'],
  (ready, [key = '', value = '']) => change(ready, key, typed(value)),
);

export const configUnsetCommand = body(
  'unset',
  [KEY],
  ['negctl config unset project'],
  (ready, [key = '']) => change(ready, key, undefined),
);
