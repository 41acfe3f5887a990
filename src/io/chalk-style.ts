import { Chalk, type ColorSupportLevel } from 'chalk';
import { plainStyle, type Style, type Symbols } from '../render/style.ts';

/** A style in colour, or without where the level is 0. */
export function chalkStyle(level: ColorSupportLevel, width: number, symbols: Symbols): Style {
  if (level === 0) return plainStyle(width, symbols);
  const chalk = new Chalk({ level });
  return {
    strong: (text) => chalk.bold(text),
    faint: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    warn: (text) => chalk.yellow(text),
    symbols,
    width,
  };
}
