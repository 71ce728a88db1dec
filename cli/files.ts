import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/** Returns the text of a file; null if there is none. */
export async function readIfPresent(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes a file in one step: a reader sees either the old content or the new one, after a crash too. `mode` is that of the file. */
export async function replaceFile(file: string, text: string, { mode = 0o666 } = {}): Promise<void> {
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, text, { mode, flush: true });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
