import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { projectRoot } from '#platform/settings.ts';
import type { CoverageRecord, FileRecord } from './record.ts';

/**
 * Records which functions of the project's files run in this process, in all contexts, until it exits. V8 counts neither calls nor blocks: that
 * would keep it from optimizing.
 */
export class CoverageRecorder {
  readonly #session = new Session();
  readonly #root: string;

  /** `root` is the project's, or a copy's. */
  constructor(root: string) {
    this.#root = root;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: false });
  }

  /** Writes what ran since the last call to a new file in the folder. Synchronous, so that it can run while a process exits. */
  save(folder: string): void {
    let scripts: Profiler.ScriptCoverage[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (_error, taken) => {
      scripts = taken.result;
    });
    writeFileSync(path.join(folder, `${randomUUID()}.json`), JSON.stringify(this.#recordOf(scripts)));
  }

  #recordOf(scripts: readonly Profiler.ScriptCoverage[]): CoverageRecord {
    const below = `${pathToFileURL(this.#root).href}/`;
    const record: CoverageRecord = {};
    for (const { url, functions } of scripts) {
      if (!url.startsWith(below) || url.includes('/node_modules/')) continue;
      const file = path.relative(this.#root, fileURLToPath(url));
      if (!this.#isOriginal(file)) continue;
      record[file] ??= {};
      addFunctions(record[file], functions);
    }
    return record;
  }

  /** A test may change or add files in its copy. */
  #isOriginal(file: string): boolean {
    if (this.#root === projectRoot) return true;
    const original = path.join(projectRoot, file);
    return existsSync(original) && readFileSync(path.join(this.#root, file), 'utf8') === readFileSync(original, 'utf8');
  }
}

function addFunctions(file: FileRecord, functions: readonly Profiler.FunctionCoverage[]): void {
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) {
      const range = `${startOffset}-${endOffset}`;
      file[range] = count > 0 || (file[range] ?? false);
    }
  }
}
