import type { EmulatorRequest, EmulatorResponse } from './wire.ts';

/** Whether a request is gcloud's multipart bundle of several calls (gcloud-commands.md 1). */
export function isBatch({ method, path }: EmulatorRequest): boolean {
  return method === 'POST' && /(?:^|\/)batch\/compute\/(?:v1|beta|alpha)(?:\?|$)/.test(path);
}

/** Carries out the calls of a bundle side by side and bundles their answers; a cut connection cuts them all. */
export async function answerBatch(
  request: EmulatorRequest,
  handle: (request: EmulatorRequest) => Promise<EmulatorResponse>,
): Promise<EmulatorResponse> {
  const parts = partsOf(request);
  const responses = await Promise.all(parts.map((part) => handle(part.request)));
  const broken = responses.find((response) => response.kind !== 'answer');
  if (broken !== undefined) {
    return broken;
  }
  const boundary = 'batch_emulated';
  const body = responses
    .map((response, index) => formatPart(boundary, parts[index]?.id ?? '', response))
    .join('');
  return {
    kind: 'answer',
    status: 200,
    headers: { 'content-type': `multipart/mixed; boundary=${boundary}` },
    body: `${body}--${boundary}--\r\n`,
  };
}

interface Part {
  readonly id: string;
  readonly request: EmulatorRequest;
}

function partsOf({ headers, body }: EmulatorRequest): readonly Part[] {
  const { 'content-type': type = '' } = headers ?? {};
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1] ?? '';
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => readPart(part.replace(/^\r?\n/, '')));
}

/** A part is its own headers, a blank line, then a whole HTTP request. */
function readPart(part: string): Part {
  const [outer = '', head = '', ...rest] = part.split(/\r?\n\r?\n/);
  const [line = '', ...lines] = head.split(/\r?\n/);
  const [method = '', path = ''] = line.trim().split(' ');
  const headers = Object.fromEntries(
    lines.map((header) => {
      const [name = '', ...value] = header.split(':');
      return [name.trim().toLowerCase(), value.join(':').trim()];
    }),
  );
  const id = /^content-id:\s*<?([^>\r\n]+)>?/im.exec(outer)?.[1] ?? '';
  return { id, request: { method, path, headers, body: rest.join('\n\n').trim() } };
}

function formatPart(boundary: string, id: string, response: EmulatorResponse): string {
  if (response.kind !== 'answer') {
    return '';
  }
  const headers = Object.entries({
    ...response.headers,
    'content-length': String(Buffer.byteLength(response.body)),
  }).map(([name, value]) => `${name}: ${value}`);
  return [
    `--${boundary}`,
    'Content-Type: application/http',
    `Content-ID: <response-${id}>`,
    '',
    `HTTP/1.1 ${response.status} OK`,
    ...headers,
    '',
    response.body,
    '',
  ].join('\r\n');
}
