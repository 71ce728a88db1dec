// Preloaded by `node --import`: records a process that a test starts, in COVERAGE_DIR.
import { CoverageRecorder } from './recorder.ts';

const folder = process.env.COVERAGE_DIR;
if (folder) {
  const recorder = new CoverageRecorder(process.cwd());
  process.once('exit', () => recorder.save(folder));
}
