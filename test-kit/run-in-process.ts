import { jest } from '@jest/globals';

/** What a command printed, and its exit code. */
export interface Ran {
  code: unknown;
  out: string;
  err: string;
}

/** Runs a command with some variables, and returns what it printed. */
export async function runInProcess(variables: Record<string, string>, run: () => Promise<unknown>): Promise<Ran> {
  const before = { ...process.env };
  const lines = { log: [] as string[], error: [] as string[] };
  const spies = (['log', 'error'] as const).map((method) =>
    jest.spyOn(console, method).mockImplementation((...words: unknown[]) => void lines[method].push(words.join(' '))),
  );
  Object.assign(process.env, variables);
  try {
    await run();
    return { code: process.exitCode, out: lines.log.join('\n'), err: lines.error.join('\n') };
  } finally {
    process.exitCode = undefined;
    process.env = before;
    for (const spy of spies) spy.mockRestore();
  }
}
