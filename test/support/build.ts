import { execFileSync } from 'node:child_process';

/** Builds the program before any test: those that run it as a process run what is in the tree. */
export function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
