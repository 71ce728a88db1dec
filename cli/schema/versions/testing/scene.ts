import { Command } from 'commander';
import { type Ran, runInProcess } from '#test-kit/run-in-process.ts';
import { type TestDatabase, testDatabase } from '#test-kit/templates.ts';
import { schemaCheckCommand } from '../../check/command.ts';
import { unboundedPlanner } from '../../operations/plan-operations.ts';
import { ThrowawayProject } from '../../testing/throwaway-project.ts';
import { versionCommands } from '../commands.ts';

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
    for (const command of [schemaCheckCommand(root), ...versionCommands(root, { createPlanner: unboundedPlanner })])
      program.addCommand(command);
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
