import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText } from '../../src/io/files.ts';
import { Machine, NEGCTL } from '../support/real.ts';
import { temporaryDirectory } from '../support/temporary.ts';
import { World } from '../support/world.ts';
import { complaints } from './complaints.ts';
import { Trials } from './contexts.ts';

const HEAD = 'apiVersion: negctl/v1\nkind: InternetNeg\nproject: demo\nlb: none\n';
const BODY = 'name: web\nendpoints:\n  - {fqdn: api.example.com, port: 443}\n';
const MEGABYTE = 1024 * 1024;

/** A text that goes on as far as a spec may. */
function full(part: string): string {
  return part.repeat(Math.floor(MEGABYTE / Buffer.byteLength(part)));
}

/** A key below a key below a key. */
function nested(depth: number): string {
  return Array.from({ length: depth }, (_, at) => `${' '.repeat(at)}a:`).join('\n');
}

const BOMB = ['a: &a [x, x, x, x, x, x, x, x, x]']
  .concat(
    [...'bcdefghi'].map(
      (key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefghi'[at]}`).join(', ')}]`,
    ),
  )
  .join('\n');

const TEXTS: readonly (readonly [string, string])[] = [
  ['a bomb of aliases', BOMB],
  ['a merge of an alias', `a: &a {x: 1}\nb:\n  <<: *a\n`],
  ['an anchor', `${HEAD}name: &a web\n`],
  ['an anchor on a key', `${HEAD}&a name: web\n`],
  ['a tag', `${HEAD}name: !!str web\n`],
  ['a tag of a language', `${HEAD}name: !!python/object/apply:os.system ["id"]\n`],
  ['binary data', `${HEAD}name: !!binary d2Vi\n`],
  ['a set', `${HEAD}name: !!set {a, b}\n`],
  ['__proto__', `${HEAD}${BODY}__proto__: {lb: none}\n`],
  ['__proto__ deeper', `${HEAD}${BODY}frontend: {__proto__: {port: 1}}\n`],
  ['constructor', `${HEAD}${BODY}constructor: {prototype: {lb: none}}\n`],
  [
    'prototype in an endpoint',
    `${HEAD}name: web\nendpoints: [{prototype: x, fqdn: a.example.com}]\n`,
  ],
  ['an escaped __proto__', `${HEAD}${BODY}"\\x5f_proto__": {lb: none}\n`],
  ['a key twice', `${HEAD}${BODY}name: other\n`],
  ['a key twice in JSON', '{"apiVersion":"negctl/v1","kind":"InternetNeg","name":"a","name":"b"}'],
  ['two documents', `${HEAD}${BODY}---\n${HEAD}${BODY}`],
  ['a document after its end', `${HEAD}${BODY}...\n${HEAD}${BODY}`],
  ['NUL in a value', `${HEAD}${BODY}lb2: "a\0b"\n`],
  ['NUL in a name', `${HEAD}name: "we\\0b"\n`],
  ['NUL between lines', `${HEAD}\0${BODY}`],
  ['an escape in a value', `${HEAD}name: "\\e[31mweb"\n`],
  ['infinity', `${HEAD}${BODY}defaultPort: .inf\n`],
  ['no number', `${HEAD}${BODY}defaultPort: .nan\n`],
  ['a date', `${HEAD}name: !!timestamp 2026-01-01\n`],
  ['a key that is a list', `${HEAD}? [a, b]\n: x\n`],
  ['a key that is a mapping', `${HEAD}{a: b}: x\n`],
  ['a key that is null', `${HEAD}${BODY}? \n: x\n`],
  ['brackets without end', full('[')],
  ['brackets on lines', full('[\n')],
  ['dashes on a line', full('- ')],
  ['question marks', full('? ')],
  ['mappings in mappings', full('{a: ')],
  ['keys below keys', nested(1_400)],
  ['a million keys', Array.from({ length: 1_000_000 }, (_, at) => `k${at}: 1`).join('\n')],
  ['as many keys as fit', full('k: 1\n')],
  ['commas', `[${full(',')}`.slice(0, MEGABYTE)],
  ['documents', full('---\n')],
  ['quotes', full('"')],
  ['anchors', full('&a ')],
  ['exclamation marks', full('!')],
  ['directives', full('%YAML 1.2\n')],
  ['carriage returns', full('\r')],
  ['a scalar on many lines', `a: x${full('\n x')}`.slice(0, MEGABYTE)],
  [
    'an endless endpoint list',
    `${HEAD}name: web\nendpoints:\n${'- {fqdn: a.example.com}\n'.repeat(5_000)}`,
  ],
  ['nothing but a mark', '\ufeff'],
];

describe('a spec with', () => {
  it.each(TEXTS)('%s is refused', async (_what, text) => {
    const trials = new Trials();
    writeFileSync(join(trials.directory, 'web.yaml'), text);
    const tried = await trials.run('-f', join(trials.directory, 'web.yaml'));
    expect(complaints(tried)).toEqual([]);
    expect(tried.exitCode).toBe(3);
    expect(tried.err.length).toBeLessThan(20_000);
  });

  it.each([
    ['a byte order mark', `\ufeff${HEAD}${BODY}`],
    ['CRLF', `${HEAD}${BODY}`.replaceAll('\n', '\r\n')],
    ['no line feed at its end', `${HEAD}${BODY}`.trimEnd()],
    ['the signs of a document', `---\n${HEAD}${BODY}...\n`],
    [
      'a list of 100 domains',
      `${HEAD.replace('lb: none\n', '')}${BODY}frontend: {domains: [${Array.from({ length: 100 }, (_, at) => `h${at}.example.com`).join(', ')}]}\n`,
    ],
  ])('%s is read', async (_what, text) => {
    const trials = new Trials();
    writeFileSync(join(trials.directory, 'web.yaml'), text);
    const tried = await trials.run('-f', join(trials.directory, 'web.yaml'));
    expect(tried.calls, tried.err).toBeGreaterThan(0);
  });

  it('many errors shows the first on the screen and all in JSON', async () => {
    const world = new World();
    const keys = Array.from({ length: 5_000 }, (_, at) => `k${at}: 1`).join('\n');
    writeFileSync(join(world.directory, 'web.yaml'), `${HEAD}${BODY}${keys}\n`);
    const ended = await world.run(
      'check',
      '-f',
      join(world.directory, 'web.yaml'),
      '--format=json',
    );
    const { errors } = JSON.parse(ended.out);
    expect(errors).toHaveLength(5_000);
    expect(ended.err).toContain('The first 50 of 5000 errors');
    expect(ended.err.length).toBeLessThan(40_000);
  });
});

/** How many bytes this process has asked the kernel for so far, by `read` and its kin. */
function bytesRead(): number {
  const [, count = '0'] = /^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8')) ?? [];
  return Number(count);
}

const canCount = process.platform === 'linux';

describe.runIf(canCount)('a spec file', () => {
  const folder = temporaryDirectory();
  const at = (name: string): string => join(folder, name);

  const refusal = (path: string): string => {
    const before = bytesRead();
    const text = readText(path);
    expect(bytesRead() - before).toBeLessThan(1.5 * MEGABYTE);
    return text.ok ? 'read' : text.reason;
  };

  it('of 50 MB is refused without being read', () => {
    writeFileSync(at('large'), '');
    truncateSync(at('large'), 50 * MEGABYTE);
    const before = bytesRead();
    expect(readText(at('large'))).toMatchObject({ ok: false, reason: 'it is larger than 1 MiB' });
    expect(bytesRead() - before).toBeLessThan(64 * 1024);
  });

  it('that says it is empty and is not is read up to the limit', () => {
    expect(refusal('/proc/self/maps')).toBe('read');
    expect(refusal('/proc/kallsyms')).toBe('it is larger than 1 MiB');
  });

  it.each(['/dev/zero', '/dev/urandom', '/dev/full'])('%s is a device, and refused', (path) => {
    expect(refusal(path)).toContain('it is no regular file');
  });

  it('that is a pipe nobody writes to is refused at once', () => {
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', at('fifo')]);
    expect(refusal(at('fifo'))).toContain('it is no regular file');
    symlinkSync(at('fifo'), at('to-fifo'));
    expect(refusal(at('to-fifo'))).toContain('it is no regular file');
  });

  it('that is a directory, or leads round in a circle, is refused', () => {
    mkdirSync(at('directory'));
    expect(refusal(at('directory'))).toBe('it is a directory');
    symlinkSync(at('loop'), at('loop'));
    expect(refusal(at('loop'))).toContain('ELOOP');
    expect(refusal(at('nowhere'))).toBe('there is no such file');
  });

  it.each([
    ['Latin-1', Buffer.from('name: w\u00e9b', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffname: web', 'utf16le')],
    ['a cut character', Buffer.from([0x61, 0xe2, 0x82])],
    ['an overlong slash', Buffer.from([0x61, 0xc0, 0xaf])],
    ['half a pair', Buffer.from([0xed, 0xa0, 0x80])],
  ])('in %s is refused, not mended', (_what, bytes) => {
    writeFileSync(at('bytes'), bytes);
    expect(refusal(at('bytes'))).toBe('it is not UTF-8 text');
  });
});

/** Resolves once a process asks its standard input again and again, and nothing comes; or once it is gone. */
async function untilItWaits(pid: number): Promise<void> {
  let quiet = 0;
  let before = 0;
  while (quiet < 10) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const status = readIfThere(`/proc/${pid}/io`);
    const calls = Number(/^syscr: (\d+)$/m.exec(status)?.[1] ?? 'NaN');
    if (Number.isNaN(calls)) return;
    const asked = calls - before;
    before = calls;
    quiet = asked > 0 && asked < 8 ? quiet + 1 : 0;
  }
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

describe('standard input as a spec', () => {
  it('without an end is read up to the limit, and then refused', async () => {
    const machine = new Machine();
    const child = spawn(process.execPath, [NEGCTL, 'check', '-f', '-'], {
      env: machine.environment,
    });
    const chunk = Buffer.alloc(64 * 1024, 'a: 1\n');
    let written = 0;
    const pour = (): void => {
      while (!child.stdin.destroyed && child.stdin.write(chunk)) written += chunk.length;
    };
    child.stdin.on('drain', () => {
      written += chunk.length;
      pour();
    });
    child.stdin.on('error', () => child.stdin.destroy());
    pour();
    let err = '';
    child.stderr.on('data', (text: Buffer) => {
      err += text.toString();
    });
    const exitCode = await new Promise((resolve) => child.once('close', resolve));
    expect(exitCode).toBe(3);
    expect(err).toContain('it is larger than 1 MiB');
    expect(written).toBeLessThan(2 * MEGABYTE);
  });

  it.runIf(canCount)('is read once, by every command, also where it comes late', async () => {
    const machine = new Machine();
    const child = spawn(process.execPath, [NEGCTL, 'check', '-f', '-'], {
      env: machine.environment,
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stdout.resume();
    child.stderr.resume();
    child.stdin.on('error', () => child.stdin.destroy());
    await untilItWaits(child.pid ?? 0);
    child.stdin.write(HEAD);
    child.stdin.end(BODY);
    expect(await ended).toBe(0);
  });

  it('of bytes that are no text is refused', async () => {
    const machine = new Machine();
    const child = spawn(process.execPath, [NEGCTL, 'check', '-f', '-'], {
      env: machine.environment,
    });
    child.stdin.end(Buffer.from([0xff, 0xfe]));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(3);
  });
});
