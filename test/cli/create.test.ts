import { describe, expect, it } from 'vitest';
import { documentIn, World } from '../support/world.ts';

const WEB = [
  'create',
  'internet-neg',
  'web',
  '--project=demo',
  '--add-endpoint=fqdn=api.example.com,port=443',
  '--domains=www.example.com',
  '--redirect-http',
];

describe('create internet-neg', () => {
  it('makes everything, reads it back, and says what is left to do', async () => {
    const world = new World();
    const ended = await world.run(...WEB, '--yes');
    expect(ended.err).toContain('verify everything is as planned');
    expect(ended.exitCode).toBe(0);
    expect(ended.out).toContain('12 of 12 steps done and read back');
    expect(ended.out).toContain('_cloud-eoips.googleusercontent.com');
    expect(ended.out).toMatch(/www\.example\.com {2}A {2}\d+\.\d+\.\d+\.\d+/);
  });
});
void documentIn;
