import { expect, it } from 'vitest';
import { World } from '../support/world.ts';

it.each(['web', 'a-name-of-some-length', 'a-name-that-is-really-long-for-a-set-up'])(
  'the plan of %s fits 80 columns, however long the words in it are',
  async (name) => {
    const world = new World();
    const endpoint = 'fqdn=some-backend-of-ours.department.example.com,port=443';
    const ended = await world.run(
      ...['create', 'internet-neg', name, '--project=demo', '--lb=global-external'],
      ...[`--add-endpoint=${endpoint}`, '--domains=www.example.com', '--dry-run=server'],
    );
    expect(ended.exitCode, ended.err).toBe(0);
    expect(ended.out).toContain(endpoint);
    const tooWide = ended.out.split('\n').filter((line) => line.length > 80);
    expect(tooWide).toEqual([]);
  },
);
