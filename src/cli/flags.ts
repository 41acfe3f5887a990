import type { OptionValues } from 'commander';

/** The flags as given, by name without dashes; `--no-x` is the flag `no-x`. */
export type Flags = ReadonlyMap<string, string | boolean | readonly string[]>;

function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}

/** commander's answer by the names that the flags have here; it keeps `--no-x` as `x: false`. */
export function flagsFrom(given: OptionValues, names: readonly string[]): Flags {
  const entries = names.flatMap((name): [string, string | boolean | readonly string[]][] => {
    if (name.startsWith('no-')) {
      const plain = name.slice('no-'.length);
      if (given[camel(plain)] !== false) return [];
      return names.includes(plain) ? [[plain, false]] : [[name, true]];
    }
    const value: unknown = given[camel(name)];
    if (typeof value === 'string' || value === true) return [[name, value]];
    if (!Array.isArray(value)) return [];
    return [[name, value.filter((item): item is string => typeof item === 'string')]];
  });
  return new Map(entries);
}
