import { execFileSync } from 'node:child_process';

/** Returns whether a program is installed. If it is not, prints which tests are skipped. */
export function hasProgram(program: string, skipped: string, versionArgument = '--version'): boolean {
  try {
    execFileSync(program, [versionArgument], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(`\nSKIPPED, because ${program} is not installed: ${skipped}\n`);
    return false;
  }
}
