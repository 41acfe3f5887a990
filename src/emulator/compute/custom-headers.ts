import { invalidField } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { textsOf } from '../json.ts';

const MOST = 16;
const MOST_BYTES = 8 * 1_024;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const RESERVED =
  /^(?:x-user-ip|cdn-loop|keep-alive|transfer-encoding|te|connection|trailer|upgrade)$|^x-goog|^x-gfe|^x-amz-/i;

/** Custom headers of a backend service, in both directions (rules headers/name and headers/limits). */
// assumption: the texts are ours; that the API refuses these is documented.
export function checkCustomHeaders(fields: JsonObject): void {
  for (const key of ['customRequestHeaders', 'customResponseHeaders']) {
    const headers = textsOf(fields[key]);
    const names = headers.map((header) => header.slice(0, header.indexOf(':')).toLowerCase());
    const odd = headers.find(
      (header, index) => !header.includes(':') || !TOKEN.test(names[index] ?? ''),
    );
    if (odd !== undefined) {
      throw invalidField(`resource.${key}`, odd, 'Must be a header name and a value.');
    }
    const reserved = names.find((name) => RESERVED.test(name));
    if (reserved !== undefined) {
      throw invalidField(`resource.${key}`, reserved, 'The header name is reserved.');
    }
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
      throw invalidField(`resource.${key}`, twice, 'The header is specified more than once.');
    }
    const bytes = headers.reduce((sum, header) => sum + Buffer.byteLength(header), 0);
    if (headers.length > MOST || bytes > MOST_BYTES) {
      throw invalidField(
        `resource.${key}`,
        `${headers.length} headers`,
        `At most ${MOST} headers with ${MOST_BYTES} bytes together can be specified.`,
      );
    }
  }
}
