/** True for an error of the system with that code, `EEXIST` for one. */
export function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}

/** True where a file or a directory is not there. */
export function isMissing(thrown: unknown): boolean {
  return hasCode(thrown, 'ENOENT');
}
