import { cleanLine } from '../clean.ts';
import { shellLine } from '../gcloud/quote.ts';
import type { Json } from '../json.ts';
import type { CommandBody } from './command.ts';
import { failingWith, type Ready } from './failing.ts';
import { type OptionRow, OUTPUT_OPTIONS } from './options.ts';
import { NOTHING } from './output.ts';
import { parseCount, parseFactor } from './settings.ts';

const START_ROWS: readonly OptionRow[] = [
  {
    flag: 'port',
    takes: 'value',
    placeholder: 'PORT',
    summary: 'Port to listen on (default: any free one)',
    group: 'emulator',
    variable: false,
  },
  {
    flag: 'timing',
    takes: 'value',
    placeholder: 'FACTOR',
    summary: 'Operation times as a factor of real ones (default: 0.1)',
    group: 'emulator',
    variable: false,
  },
  {
    flag: 'permissions',
    takes: 'value',
    placeholder: 'LIST|@FILE',
    summary: 'Allow only these IAM permissions, see `negctl help emulator`',
    group: 'emulator',
    variable: false,
  },
  {
    flag: 'foreground',
    takes: 'switch',
    placeholder: '',
    summary: 'Stay in the foreground until Ctrl-C',
    group: 'emulator',
    variable: false,
  },
];

function body(
  name: string,
  action: (ready: Ready) => Promise<number>,
  examples: readonly string[] = [`negctl emulator ${name}`],
): CommandBody {
  return {
    examples,
    args: [],
    own: [],
    unlisted: [],
    options: OUTPUT_OPTIONS,
    exits: ['0', '2', '5'],
    run: (invocation) => failingWith(invocation, `emulator ${name}`, action),
  };
}

export const emulatorStartCommand: CommandBody = {
  ...body('start', ({ output }) => output.finish({ ...NOTHING, ending: 'ok' })),
  examples: [
    'negctl emulator start',
    'negctl emulator start --port=8085 --timing=1 --foreground',
    'negctl emulator start --permissions=@deployer.txt',
  ],
  own: [{ heading: 'How', rows: START_ROWS }],
  unlisted: [],
  run: (invocation) =>
    failingWith(invocation, 'emulator start', async ({ app, output }) => {
      const { flags } = invocation;
      const port = parseCount(String(flags.get('port') ?? '0'), 'port', 0, 65_535);
      const timing = parseFactor(String(flags.get('timing') ?? '0.1'), 'timing');
      const given = flags.get('permissions');
      const permissions = typeof given === 'string' ? given : null;
      const control = await app.emulator();
      if (flags.get('foreground') === true) {
        await control.serve({ port, timing, permissions });
        return 0;
      }
      const { url, pid } = await control.start({ port, timing, permissions });
      output.result([
        `${output.style.symbols.done} emulator at ${url} (pid ${pid})`,
        'Every command with --emulator uses it until `negctl emulator stop`.',
      ]);
      return output.finish({ ...NOTHING, ending: 'ok', result: { url, pid } });
    }),
};

export const emulatorStopCommand = body('stop', async ({ app, output }) => {
  const stopped = await (await app.emulator()).stop();
  output.result([
    stopped === null ? 'No emulator runs.' : `Stopped pid ${stopped.pid}; its state is kept.`,
  ]);
  return output.finish({
    ...NOTHING,
    ending: 'ok',
    result: stopped === null ? null : { ...stopped },
  });
});

export const emulatorStatusCommand = body('status', async ({ app, output }) => {
  const running = await (await app.emulator()).running();
  output.result([
    running === null
      ? 'No emulator runs; --emulator starts one for the time of a command.'
      : `Running at ${running.url} (pid ${running.pid})`,
  ]);
  return output.finish({
    ...NOTHING,
    ending: 'ok',
    result: running === null ? null : { ...running },
  });
});

export const emulatorStateCommand = body('state', async ({ app, output }) => {
  const { text, data } = await (await app.emulator()).state();
  output.result(text.trimEnd().split('\n').map(cleanLine));
  const result: Json = JSON.parse(JSON.stringify(data));
  return output.finish({ ...NOTHING, ending: 'ok', result });
});

export const emulatorResetCommand = body('reset', async ({ app, output }) => {
  await (await app.emulator()).reset();
  output.result(['The emulated projects are empty.']);
  return output.finish({ ...NOTHING, ending: 'ok' });
});

export const emulatorEnvCommand = body(
  'env',
  async ({ app, output }) => {
    const control = await app.emulator();
    const running = await control.running();
    if (running === null) {
      output.talk(['No emulator runs; start one with `negctl emulator start`.']);
      return output.finish({ ...NOTHING, ending: 'environment' });
    }
    const environment = await control.environment(running.url);
    const lines = Object.entries(environment).map(
      ([name, value]) => `export ${shellLine([`${name}=${value}`])}`,
    );
    output.result(lines);
    return output.finish({ ...NOTHING, ending: 'ok', result: { ...environment } });
  },
  ['eval "$(negctl emulator env)" && gcloud compute addresses list --project=demo'],
);
