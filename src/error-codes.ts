/** What `negctl explain` says about a code. */
export interface ErrorCode {
  readonly title: string;
  readonly cause: string;
  readonly fix: string;
}

/** Every `NEG-` code: 1 usage, 2 rules and input, 3 identity, 4 API, 5 environment, 6 state, 7 gate, 9 bug. */
export const ERROR_CODES = {
  'NEG-1001': {
    title: 'The command line cannot be read',
    cause: 'A command or flag is not known, a flag has no value, or a value has the wrong form.',
    fix: 'Look at `negctl help`, or at `--help` of the command, and give the flag as --flag=value.',
  },
  'NEG-2001': {
    title: 'The specification cannot be read',
    cause:
      'The file is missing, is not YAML or JSON, is too large, or uses a YAML feature that is refused (anchors, tags, several documents, keys given twice).',
    fix: 'Mend the file at the line given; `negctl create internet-neg --save-spec=FILE …` writes a valid one.',
  },
  'NEG-2002': {
    title: 'A field of the specification is not known or has the wrong kind of value',
    cause: 'The specification is a closed document: every key must be one that the recipe knows.',
    fix: 'Use the key that is suggested; the examples in templates/specs show all of them.',
  },
  'NEG-2003': {
    title: 'Inputs are missing',
    cause:
      'Nobody can be asked (no terminal, or questions are switched off), and not everything is given.',
    fix: 'Give every input that is listed, by its flag or in the specification.',
  },
  'NEG-2004': {
    title: 'An input does not apply',
    cause: 'A value is given that has no meaning together with the other values.',
    fix: 'Leave it out, or change the value that makes it meaningless.',
  },
  'NEG-2005': {
    title: 'Consent is missing',
    cause: 'The plan changes the project, nobody can be asked, and --yes is not given.',
    fix: 'Look at the plan with --dry-run, then add --yes (a deletion also needs --confirm=NAME; --plan-hash insists on that very plan).',
  },
  'NEG-2006': {
    title: 'Warnings are refused',
    cause: '--strict turns the warnings of the rules into refusals.',
    fix: 'Follow the warnings, or leave out --strict.',
  },
  'NEG-3101': {
    title: 'gcloud has no usable credentials',
    cause: 'Nobody is logged in, the login has expired, or the token was refused.',
    fix: 'Run `gcloud auth login`, or set the account or service account that should be used.',
  },
  'NEG-3102': {
    title: 'A permission is missing',
    cause: 'The account may not do what the step needs in this project.',
    fix: 'Have the permission granted, or use another account with --account.',
  },
  'NEG-3103': {
    title: 'The project does not grant all that the plan takes',
    cause:
      'IAM was asked before the first write. What is granted on the project, a folder or the organization counts; what is granted on a single resource, or under a condition about the resource, cannot be seen from the project.',
    fix: 'Have the role granted that is named, or see `negctl permissions` for the least; --no-permission-check goes on without asking.',
  },
  'NEG-4101': {
    title: 'The resource exists already',
    cause: 'A resource of this name was made by somebody else.',
    fix: 'Choose another name, or make the existing resource equal to the plan so that it can be adopted.',
  },
  'NEG-4102': {
    title: 'A resource was not found',
    cause: 'Something that the step refers to does not exist, or has been deleted meanwhile.',
    fix: 'Check the name; run the command again to plan from the present state.',
  },
  'NEG-4103': {
    title: 'A quota is used up',
    cause: 'The project has reached its limit for this kind of resource.',
    fix: 'Delete what is unused, or ask for more quota; then run the command again.',
  },
  'NEG-4104': {
    title: 'The resource is in use',
    cause: 'Something else still refers to it, so the API refuses to delete it.',
    fix: 'Remove the reference first; `said` names what holds it.',
  },
  'NEG-4106': {
    title: 'A Google Cloud API is not enabled',
    cause: 'The project has not switched on the API that the step needs.',
    fix: 'Run `gcloud services enable SERVICE`, wait a minute, and run the command again.',
  },
  'NEG-4107': {
    title: 'Too many requests',
    cause: 'The project or account asks more often than the API allows.',
    fix: 'Wait a minute; lower --max-parallel if it happens again.',
  },
  'NEG-4108': {
    title: 'The resource was changed by somebody else',
    cause: 'Its fingerprint is no longer the one that was read.',
    fix: 'Run the command again: it plans from the present state.',
  },
  'NEG-4109': {
    title: 'The resource is not ready',
    cause: 'An operation on it is still under way.',
    fix: 'Wait until the operation is done and run the command again.',
  },
  'NEG-4110': {
    title: 'The API could not be reached or failed on its side',
    cause: 'The connection broke, or the API answered with a server error.',
    fix: 'Check the network; run the command again. What the call left behind has been looked up.',
  },
  'NEG-4111': {
    title: 'The API refused a value',
    cause: 'A value or a combination is not allowed by the API.',
    fix: 'Change the value that `said` names. If a rule of negctl should have caught it, please report it.',
  },
  'NEG-4113': {
    title: 'gcloud was ended before it finished',
    cause: 'A signal ended the process, or the time limit of the step passed.',
    fix: 'Run `negctl resume RUN`; what the call left behind is looked up first. --step-timeout sets the limit.',
  },
  'NEG-4120': {
    title: 'What was created is not what was planned',
    cause: 'Read back at the end, a resource is missing or differs from the plan.',
    fix: 'Somebody else may have changed it. Look at the differences and run the command again.',
  },
  'NEG-4199': {
    title: 'gcloud failed in a way that negctl does not know',
    cause: 'Its words match no known class; they are shown as they are.',
    fix: 'Read `said`; the whole output is in the log of the run.',
  },
  'NEG-5101': {
    title: 'gcloud cannot be started',
    cause: 'It is not installed, not on PATH, or not executable.',
    fix: 'Install the Google Cloud CLI, or set NEGCTL_GCLOUD to its path.',
  },
  'NEG-5102': {
    title: 'The state directory cannot be used',
    cause: 'It cannot be written, is full, belongs to somebody else, or others may write to it.',
    fix: 'Mend its owner, mode or space, or set NEGCTL_STATE_DIR to another directory.',
  },
  'NEG-5103': {
    title: 'A file cannot be read or written',
    cause: 'The file named is missing, not readable, or its directory is not writable.',
    fix: 'Check the path and its permissions.',
  },
  'NEG-5104': {
    title: 'The emulator cannot be used',
    cause: 'Its state file is damaged or in use by another process, or no emulator answers.',
    fix: 'See `negctl emulator status`; `negctl emulator reset` starts with an empty project.',
  },
  'NEG-5105': {
    title: 'The shared state cannot be used',
    cause: 'The bucket of --state does not exist, or gcloud storage could not reach it or failed.',
    fix: 'Check the bucket with `gcloud storage ls gs://BUCKET`; run the command again. Nothing was started without its record.',
  },
  'NEG-5106': {
    title: 'The file of a shared secret is missing or was changed',
    cause:
      'The plan was made with another secret than the one in the file, or the file is gone. Plans and journals hold only the digest of a secret.',
    fix: 'Bring the file back and resume; or roll back, which does not need it, and run the command again.',
  },
  'NEG-6001': {
    title: 'A resource of the same name differs from the plan',
    cause: 'It exists, and its settings are not the ones that the plan would give it.',
    fix: 'Choose another name for it, or make it equal to the plan.',
  },
  'NEG-6002': {
    title: 'The run is not known',
    cause: 'There is no journal of that name, or the name is malformed.',
    fix: 'See `negctl runs list`.',
  },
  'NEG-6003': {
    title: 'The run cannot be continued that way',
    cause: 'It is finished, or it is already rolled back, or more than one run could be meant.',
    fix: 'See `negctl runs describe RUN` for what can be done with it.',
  },
  'NEG-6004': {
    title: 'Another run holds the lock',
    cause: 'A run on the same project and set-up is under way.',
    fix: 'Wait for it, or give --lock-timeout. If its process is gone and ran on this machine, the lock is taken over by itself; where it ran on another one, `negctl runs unlock NAME`.',
  },
  'NEG-6005': {
    title: 'The plan is not the one that was approved',
    cause: 'The live project or the inputs changed after the plan was shown.',
    fix: 'Look at the new plan and approve that one.',
  },
  'NEG-6006': {
    title: 'The journal of the run is damaged',
    cause: 'A record is missing or does not belong to the one before it.',
    fix: 'Nothing is done on such a record. `negctl runs describe RUN` shows what is readable.',
  },
  'NEG-6007': {
    title: 'Resources are left over',
    cause: 'The run failed, and not everything it made, or was to delete, could be removed.',
    fix: 'Run `negctl rollback RUN` (`negctl resume RUN` for a deletion), or the commands that are listed.',
  },
  'NEG-6008': {
    title: 'What was to be deleted is not what the plan was made for',
    cause: 'It was deleted and made again, or could not be read, after the plan was made.',
    fix: 'Run `negctl delete` again: it plans anew from what is there.',
  },
  'NEG-6009': {
    title: 'There is no such load balancer or NEG, or more than one',
    cause: 'Nothing in the project has that name, or several things have it.',
    fix: 'See `negctl list`; a full id such as global/urlMaps/web-map names exactly one.',
  },
  'NEG-6010': {
    title: 'It is used by others',
    cause: 'Something that is not deleted with it refers to it, and would stop working.',
    fix: 'Delete or change the users first. A NEG can be taken off its backend services: --detach.',
  },
  'NEG-6011': {
    title: 'A deletion cannot be taken back',
    cause: 'What is deleted is gone; making it again would give another resource.',
    fix: 'Finish the deletion with `negctl resume RUN`, or make the set-up anew.',
  },
  'NEG-6012': {
    title: 'The lock was taken from this run',
    cause:
      'Somebody unlocked the set-up or went on with the run elsewhere. The record takes nothing more from this process, so it has started no further step.',
    fix: 'See `negctl runs list` for who is at work now. Whoever goes on settles by reading what this run had begun.',
  },
  'NEG-6013': {
    title: 'A document was changed by somebody else',
    cause:
      'A URL map is not what it was when it was read last, or somebody wrote it in the same moment as this run.',
    fix: 'See `negctl runs logs RUN` for the document that was found and `negctl runs describe RUN --format=json` for the planned one; settle them, then resume or roll back.',
  },
  'NEG-6014': {
    title: 'The traffic cannot be moved',
    cause:
      'Weights do not exist where the requests come from, or something in the set-up could not be changed and put back exactly.',
    fix: 'Mend what is named, and plan again with --dry-run=server: it only reads.',
  },
  'NEG-7001': {
    title: 'A gate of a migration failed',
    cause: 'With the present share of the requests the new backend is not good enough.',
    fix: 'The requests go where they went before. Mend the new backend and migrate again; `negctl rollback RUN` removes what was made.',
  },
  'NEG-7002': {
    title: 'A gate of a migration has come to no verdict',
    cause: 'Too little was seen, or whoever was asked could not answer.',
    fix: 'Run `negctl resume RUN` to look again, `negctl promote RUN` to go on, `negctl abort RUN` to go back.',
  },
  'NEG-7003': {
    title: 'A migration waits for somebody to say that it may go on',
    cause: 'It has a manual gate, and nobody could be asked.',
    fix: 'Run `negctl promote RUN` to go on, or `negctl abort RUN` to go back.',
  },
  'NEG-9001': {
    title: 'A bug in negctl',
    cause: 'Something happened that should not be possible.',
    fix: 'Please report it, with what it prints when NEGCTL_DEBUG=1 is set.',
  },
} as const satisfies Readonly<Record<string, ErrorCode>>;

/** A code of the catalogue. */
export type ErrorCodeName = keyof typeof ERROR_CODES;

export function isErrorCode(code: string): code is ErrorCodeName {
  return Object.hasOwn(ERROR_CODES, code);
}
