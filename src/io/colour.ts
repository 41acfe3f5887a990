type Environment = Readonly<Record<string, string | undefined>>;

/** 0: none; 1: 16 colours, which is all that negctl uses. */
export type ColourLevel = 0 | 1;

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

/**
 * Whether a stream is coloured (cli-conventions, section 4): `NO_COLOR` and the wish for none beat what
 * forces colour, and that beats what the stream is.
 */
export function colourLevel(environment: Environment, isTerminal: boolean): ColourLevel {
  if ((environment['NO_COLOR'] ?? '') !== '') return 0;
  if (isOn(environment['FORCE_COLOR']) || isOn(environment['CLICOLOR_FORCE'])) return 1;
  const refused = environment['FORCE_COLOR'] === '0' || environment['CLICOLOR'] === '0';
  if (refused || environment['TERM'] === 'dumb') return 0;
  return isTerminal ? 1 : 0;
}

/** True where the locale takes characters beyond ASCII. */
export function speaksUnicode(environment: Environment): boolean {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return /utf-?8/i.test(locale) || (locale === '' && environment['TERM'] !== 'linux');
}
