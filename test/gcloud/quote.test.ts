import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteWord, shellCommand, shellLine } from '../../src/gcloud/quote.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** What a POSIX shell makes of a line: its words, one behind the other with NUL between. */
function wordsInShell(line: string): readonly string[] {
  const { stdout, status } = spawnSync('sh', ['-c', `printf '%s\\0' ${line}`]);
  expect(status).toBe(0);
  return stdout.toString().split('\0').slice(0, -1);
}

const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .filter((text) => !text.includes('\0'));

describe('quoting for a shell', () => {
  it.each([
    ['web-neg', 'web-neg'],
    ['--address=web-ip', '--address=web-ip'],
    ['fqdn=api.example.com,port=443', 'fqdn=api.example.com,port=443'],
    ['=cmd', "'=cmd'"],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['$(rm -rf .)', "'$(rm -rf .)'"],
    ['', "''"],
    ['~', "'~'"],
    ['%s', "'%s'"],
    ['a=b:c,d@e%f+g/h.i-j_k', 'a=b:c,d@e%f+g/h.i-j_k'],
    ['@a', "'@a'"],
    ["''", "''\\'''\\'''"],
    ['a\nb', "'a\nb'"],
    ['ünïcode', "'ünïcode'"],
  ])('%j becomes %s', (given, quoted) => {
    expect(quoteWord(given)).toBe(quoted);
  });

  it('a shell reads back exactly the words that went in', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        expect(wordsInShell(shellLine(words))).toEqual(words);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a command as a line of a script', () => {
  const context = { project: 'demo' };

  it('carries project and quiet, and no output format', () => {
    const line = shellCommand({ argv: ['compute', 'url-maps', 'list', '--global'] }, context);
    expect(line).toBe('gcloud compute url-maps list --global --project=demo --quiet');
  });

  it('passes on who gcloud acts as', () => {
    const line = shellCommand(
      { argv: ['x'] },
      { ...context, account: 'a@example.com', impersonateServiceAccount: 'sa@example.com' },
    );
    expect(line).toContain('--account=a@example.com');
    expect(line).toContain('--impersonate-service-account=sa@example.com');
  });

  it('with a value that a shell would read, is quoted', () => {
    const line = shellCommand({ argv: ['x', '--filter=a b'] }, { project: '$HOME' });
    expect(line).toBe("gcloud x '--filter=a b' '--project=$HOME' --quiet");
  });

  it.each([
    ['a: 1\n', "<<'END_OF_DOCUMENT'\na: 1\nEND_OF_DOCUMENT"],
    ['a: 1', "<<'END_OF_DOCUMENT'\na: 1\nEND_OF_DOCUMENT"],
    ['', "<<'END_OF_DOCUMENT'\n\nEND_OF_DOCUMENT"],
    [
      'END_OF_DOCUMENT\nEND_OF_DOCUMENT_\n',
      "<<'END_OF_DOCUMENT__'\nEND_OF_DOCUMENT\nEND_OF_DOCUMENT_\nEND_OF_DOCUMENT__",
    ],
    ['an END_OF_DOCUMENT\n', "<<'END_OF_DOCUMENT'\nan END_OF_DOCUMENT\nEND_OF_DOCUMENT"],
  ])('with the document %j, ends with a here-document', (stdin, here) => {
    expect(shellCommand({ argv: ['x'], stdin }, context)).toBe(
      `gcloud x --project=demo --quiet ${here}`,
    );
  });

  it('gives a document on standard input back byte for byte, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('END_OF_DOCUMENT', '$HOME', '`id`', "'", '\\', 'a: 1', '')),
        (lines) => {
          const stdin = `${lines.join('\n')}\n`;
          const script = shellCommand({ argv: ['x'], stdin }, context).replace(
            /^gcloud [^<]*/,
            'cat ',
          );
          expect(spawnSync('sh', ['-c', script]).stdout.toString()).toBe(stdin);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['--target=LATE', 'link=$(gcloud show it --project=demo --quiet)\n', '--target="$link"'],
    ['LATE/LATE', 'link=$(gcloud show it --project=demo --quiet)\n', '"$link"/"$link"'],
    ['a b=LATE', 'link=$(gcloud show it --project=demo --quiet)\n', '\'a b=\'"$link"'],
  ])(
    'with what is known only later in %j, looks it up on a line of its own',
    (word, first, quoted) => {
      const late = { stand: 'LATE', of: { resource: 'x', field: 'link' }, shownBy: ['show', 'it'] };
      expect(shellCommand({ argv: ['x', word, 'c d'], late }, context)).toBe(
        `${first}gcloud x ${quoted} 'c d' --project=demo --quiet`,
      );
    },
  );

  it('keeps an empty word beside what is known only later', () => {
    const late = { stand: 'LATE', of: { resource: 'x', field: 'link' }, shownBy: ['show'] };
    const line = shellCommand({ argv: ['x', '', '--to=LATE'], late }, context);
    expect(line.split('\n')[1]).toBe(`gcloud x '' --to="$link" --project=demo --quiet`);
  });

  it.each(['plain', '$HOME', '`id`', '\\', "it's", '$&'])(
    'with a secret in its document, has the shell read it, beside %j as it is',
    (beside) => {
      const folder = temporaryDirectory();
      const file = join(folder, "it's secret");
      writeFileSync(file, '$(s3cret)\n');
      const secret = { mark: 'MARK', file, sha256: null };
      const script = shellCommand(
        { argv: ['x'], stdin: `a: MARK ${beside} MARK\n`, secret },
        context,
      );
      expect(script).not.toContain('s3cret');
      const { stdout } = spawnSync('sh', ['-c', script.replace(/^gcloud [^<]*/, 'cat ')]);
      expect(stdout.toString()).toBe(`a: $(s3cret) ${beside} $(s3cret)\n`);
    },
  );
});
