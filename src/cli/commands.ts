import type { CommandBody } from './command.ts';

/** One line of `negctl help`; the body is loaded when it is needed. */
export interface CommandRow {
  /** One or two words: `check`, `runs list`. */
  readonly name: string;
  readonly usage: string;
  readonly purpose: string;
  readonly group: 'Set up' | 'Look and check' | 'Runs' | 'Emulator' | 'More';
  readonly load: () => Promise<CommandBody>;
}

/** Every command. What is not finished is not in it. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'create internet-neg',
    usage: '[NAME]',
    purpose: 'Put a load balancer in front of a backend on the internet',
    group: 'Set up',
    load: async () => (await import('./create-command.ts')).createCommand('internet-neg'),
  },
  {
    name: 'create serverless-ilb',
    usage: '[NAME]',
    purpose: 'Put an internal load balancer in front of Cloud Run',
    group: 'Set up',
    load: async () => (await import('./create-command.ts')).createCommand('serverless-ilb'),
  },
  {
    name: 'update serverless-ilb',
    usage: 'NAME',
    purpose: 'Give it another Cloud Run service, tag or URL mask',
    group: 'Set up',
    load: async () => (await import('./create-command.ts')).updateCommand('serverless-ilb'),
  },
  {
    name: 'delete',
    usage: 'NAME',
    purpose: 'Take a load balancer down, and leave what others use',
    group: 'Set up',
    load: async () => (await import('./delete.ts')).deleteCommand,
  },
  {
    name: 'delete neg',
    usage: 'NAME',
    purpose: 'Delete one NEG, taken off its backend services first',
    group: 'Set up',
    load: async () => (await import('./delete-neg.ts')).deleteNegCommand,
  },
  {
    name: 'list',
    usage: '',
    purpose: 'The load balancers of a project, whoever made them',
    group: 'Look and check',
    load: async () => (await import('./list.ts')).listCommand,
  },
  {
    name: 'describe',
    usage: 'NAME',
    purpose: 'One load balancer from front ends down to endpoints',
    group: 'Look and check',
    load: async () => (await import('./describe.ts')).describeCommand,
  },
  {
    name: 'check',
    usage: '-f SPEC',
    purpose: 'Hold a spec against the documented rules, offline',
    group: 'Look and check',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  {
    name: 'permissions internet-neg',
    usage: '[NAME]',
    purpose: 'The least IAM permissions and roles, step by step',
    group: 'Look and check',
    load: async () => (await import('./permissions.ts')).permissionsCommand('internet-neg'),
  },
  {
    name: 'permissions serverless-ilb',
    usage: '[NAME]',
    purpose: 'The same for an internal load balancer in front of Cloud Run',
    group: 'Look and check',
    load: async () => (await import('./permissions.ts')).permissionsCommand('serverless-ilb'),
  },
  {
    name: 'explain',
    usage: 'CODE',
    purpose: 'Cause and cure of an error code or rule',
    group: 'Look and check',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    name: 'rules list',
    usage: '',
    purpose: 'Every rule that negctl checks',
    group: 'Look and check',
    load: async () => (await import('./rules.ts')).rulesListCommand,
  },
  {
    name: 'rules show',
    usage: 'RULE',
    purpose: 'One rule: what it asks for, why, and where that is written',
    group: 'Look and check',
    load: async () => (await import('./rules.ts')).rulesShowCommand,
  },
  {
    name: 'url-mask explain',
    usage: 'MASK [URL...]',
    purpose: 'Which service a mask selects by a URL',
    group: 'Look and check',
    load: async () => (await import('./url-mask.ts')).urlMaskExplainCommand,
  },
  {
    name: 'url-mask derive',
    usage: 'URL',
    purpose: 'The shortest URL masks for a service',
    group: 'Look and check',
    load: async () => (await import('./url-mask.ts')).urlMaskDeriveCommand,
  },
  {
    name: 'runs list',
    usage: '',
    purpose: 'What negctl did, the newest first',
    group: 'Runs',
    load: async () => (await import('./runs.ts')).runsListCommand,
  },
  {
    name: 'runs describe',
    usage: 'RUN',
    purpose: 'One run, step by step',
    group: 'Runs',
    load: async () => (await import('./runs.ts')).runsDescribeCommand,
  },
  {
    name: 'runs logs',
    usage: 'RUN',
    purpose: 'What gcloud printed during a run',
    group: 'Runs',
    load: async () => (await import('./runs.ts')).runsLogsCommand,
  },
  {
    name: 'runs unlock',
    usage: 'NAME',
    purpose: 'Take the lock of a set-up from a process that is gone',
    group: 'Runs',
    load: async () => (await import('./unlock.ts')).runsUnlockCommand,
  },
  {
    name: 'resume',
    usage: '[RUN]',
    purpose: 'Finish a run that was stopped or killed',
    group: 'Runs',
    load: async () => (await import('./continue.ts')).resumeCommand,
  },
  {
    name: 'rollback',
    usage: '[RUN]',
    purpose: 'Take back what a run made',
    group: 'Runs',
    load: async () => (await import('./continue.ts')).rollbackCommand,
  },
  {
    name: 'emulator start',
    usage: '',
    purpose: 'Run the emulator until it is stopped',
    group: 'Emulator',
    load: async () => (await import('./emulator.ts')).emulatorStartCommand,
  },
  {
    name: 'emulator stop',
    usage: '',
    purpose: 'Stop the running emulator',
    group: 'Emulator',
    load: async () => (await import('./emulator.ts')).emulatorStopCommand,
  },
  {
    name: 'emulator status',
    usage: '',
    purpose: 'Whether an emulator runs, and where',
    group: 'Emulator',
    load: async () => (await import('./emulator.ts')).emulatorStatusCommand,
  },
  {
    name: 'emulator state',
    usage: '',
    purpose: 'What exists in the emulated project',
    group: 'Emulator',
    load: async () => (await import('./emulator.ts')).emulatorStateCommand,
  },
  {
    name: 'emulator reset',
    usage: '',
    purpose: 'Empty the emulated project',
    group: 'Emulator',
    load: async () => (await import('./emulator.ts')).emulatorResetCommand,
  },
  {
    name: 'emulator env',
    usage: '',
    purpose: 'Variables that point gcloud at the running emulator',
    group: 'Emulator',
    load: async () => (await import('./emulator.ts')).emulatorEnvCommand,
  },
  {
    name: 'config list',
    usage: '',
    purpose: 'Your settings',
    group: 'More',
    load: async () => (await import('./config-command.ts')).configListCommand,
  },
  {
    name: 'config get',
    usage: 'KEY',
    purpose: 'One setting',
    group: 'More',
    load: async () => (await import('./config-command.ts')).configGetCommand,
  },
  {
    name: 'config set',
    usage: 'KEY VALUE',
    purpose: 'Change a setting',
    group: 'More',
    load: async () => (await import('./config-command.ts')).configSetCommand,
  },
  {
    name: 'config unset',
    usage: 'KEY',
    purpose: 'Remove a setting',
    group: 'More',
    load: async () => (await import('./config-command.ts')).configUnsetCommand,
  },
];
