import { isPlain } from '../clean.ts';
import { isJsonObject } from '../json.ts';
import type { EndpointInput } from './endpoint.ts';
import { endpointFile } from './endpoint-file.ts';
import { type Shape, text } from './shape.ts';

/** The endpoints that a file lists. */
export interface EndpointsInFile {
  readonly path: string;
  readonly endpoints: readonly EndpointInput[];
  /** Why there are none: what is wrong with the file; `null` where it could be read. */
  readonly problem: string | null;
}

const NOT_READ = 'nobody has read it';

/**
 * A file by its path. Whoever gives the value puts what is in it beside the path, `{path, text}`, or why it
 * could not be read, `{path, problem}`: a shape reads nothing itself.
 */
export const endpointsInFile: Shape<EndpointsInFile> = {
  parse: (raw) => {
    const { path, text: content, problem = NOT_READ } = isJsonObject(raw) ? raw : { path: raw };
    if (typeof path !== 'string' || path === '' || !isPlain(path)) {
      return { ok: false, expected: 'the path of a file' };
    }
    const nothing = { path, endpoints: [] };
    if (typeof content !== 'string') {
      return { ok: true, value: { ...nothing, problem: String(problem) } };
    }
    const read = endpointFile(path, content);
    return {
      ok: true,
      value: read.ok
        ? { path, endpoints: read.endpoints, problem: null }
        : { ...nothing, problem: `line ${read.line}: ${read.reason}` },
    };
  },
  is: (value): value is EndpointsInFile =>
    typeof value === 'object' && value !== null && 'path' in value && 'endpoints' in value,
  flagValues: ({ path }) => [path],
  toJson: ({ path }) => path,
  choices: [],
  arity: 'one',
  schema: text.schema,
};
