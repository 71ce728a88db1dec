import { projectRoot } from '#platform/settings.ts';
import { type Command, command } from './process.ts';

/** A service of the platform in a process of its own. */
export interface Service {
  /** Starts it, and resolves when it is ready. */
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  isRunning(): boolean;
  /** Ends it, and deletes its data. */
  destroy(): Promise<void>;
}

/** A process of the project: the gateway or a subgraph. */
export class ProcessService implements Service {
  readonly #args: string[];
  readonly #environment: Record<string, string>;
  #root: string;
  #process: Command | undefined;
  #isRunning = false;

  constructor(args: string[], environment: Record<string, string>, root: string = projectRoot) {
    this.#args = args;
    this.#environment = environment;
    this.#root = root;
  }

  /** From its next start on, it runs the code of another copy of the project. */
  deploy(root: string): void {
    this.#root = root;
  }

  async start(): Promise<void> {
    const process = command('node', this.#args, this.#environment, { cwd: this.#root });
    this.#process = process;
    this.#isRunning = true;
    void process.exited().then(() => {
      if (this.#process === process) this.#isRunning = false;
    });
    await process.prints('"ready"', 60_000);
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.signal(signal);
  }

  /** The id of its present process. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  isRunning(): boolean {
    return this.#isRunning;
  }

  /** Resolves to the exit code of its present process, or the signal that ended it. */
  async exited(): Promise<number | NodeJS.Signals | null | undefined> {
    return this.#process?.exited();
  }

  /** What its present process has printed. */
  output(): string {
    return this.#process?.output() ?? '';
  }

  async destroy(): Promise<void> {
    this.signal('SIGKILL');
    await this.#process?.exited();
  }
}
