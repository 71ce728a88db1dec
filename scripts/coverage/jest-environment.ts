import { TestEnvironment } from 'jest-environment-node';
import { projectRoot } from '#platform/settings.ts';
import { CoverageRecorder } from './recorder.ts';

// One for all test files of a worker: to start a recording takes V8 longer than most tests.
const recorder = new CoverageRecorder(projectRoot);

/** The environment of Node, with a record of each test file in COVERAGE_DIR. */
export default class CoverageEnvironment extends TestEnvironment {
  override async teardown(): Promise<void> {
    recorder.save(process.env.COVERAGE_DIR as string);
    await super.teardown();
  }
}
