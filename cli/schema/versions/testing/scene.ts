import { jest } from '@jest/globals';
import { Command } from 'commander';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { schemaCheckCommand } from '../../check/command.ts';
import { ThrowawayProject } from '../../throwaway-project.ts';
import { versionCommands } from '../commands.ts';

/** What a command printed, and its exit code. */
export interface Ran {
  code: unknown;
  out: string;
  err: string;
}

/** A project and a registry of its own. Disposing of it removes both. */
export class Scene implements AsyncDisposable {
  readonly project: ThrowawayProject;
  readonly database: TestDatabase;

  private constructor(project: ThrowawayProject, database: TestDatabase) {
    this.project = project;
    this.database = database;
  }

  static async create(): Promise<Scene> {
    const [project, database] = await Promise.all([ThrowawayProject.create(), testDatabase('registry')]);
    return new Scene(project, database);
  }

  /** Runs `masar schema` in this process, on the registry or the one of `url`. */
  async schema(args: readonly string[], url: string = this.database.url): Promise<Ran> {
    const { root } = this.project;
    const program = new Command();
    for (const command of [schemaCheckCommand(root), ...versionCommands(root)]) program.addCommand(command);
    return runInProcess({ REGISTRY_DATABASE_URL: url }, () => program.parseAsync(args, { from: 'user' }));
  }

  /** Publishes as Layla. */
  publish(...args: string[]): Promise<Ran> {
    return this.schema(['publish', '--by', 'Layla', ...args]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.project[Symbol.asyncDispose](), this.database.drop()]);
  }
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
