import { TestEnvironment } from 'jest-environment-node';
import { projectRoot } from '#platform/settings.ts';
import { CoverageRecorder } from './recorder.ts';

/** The environment of Node, with a record of each test file in COVERAGE_DIR. */
export default class CoverageEnvironment extends TestEnvironment {
  readonly #recorder = new CoverageRecorder(projectRoot);

  override async teardown(): Promise<void> {
    this.#recorder.save(process.env.COVERAGE_DIR as string);
    await super.teardown();
  }
}
