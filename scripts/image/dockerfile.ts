import fs from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';

/** A line that copies files of an earlier stage, relative to its /app. */
export interface Copied {
  stage: string;
  sources: string[];
  target: string;
}

/** What the last stage of the Dockerfile says. */
export interface RuntimeStage {
  copied: Copied[];
  /** The user of the processes. */
  user: string;
  entrypoint: string[];
  healthcheck: string[];
}

/** Reads the last stage of the Dockerfile. @throws Error when it copies in a form that this does not know. */
export async function readRuntimeStage(): Promise<RuntimeStage> {
  const text = await fs.readFile(path.join(projectRoot, 'Dockerfile'), 'utf8');
  const stage = text.slice(text.lastIndexOf('\nFROM '));
  const copied = [...stage.matchAll(/^COPY (.*)$/gm)].map(([line, rest = '']) => {
    const [from = '', ...files] = rest.split(' ');
    const name = /^--from=(\w+)$/.exec(from)?.[1];
    const target = files.pop();
    if (!name || !target || !files.every((file) => file.startsWith('/app/')))
      throw new Error(`not understood: ${line}`);
    return { stage: name, sources: files.map((file) => file.slice('/app/'.length)), target };
  });
  const found = (pattern: RegExp): string => {
    const value = pattern.exec(stage)?.[1];
    if (value === undefined) throw new Error(`the last stage of the Dockerfile has no ${pattern.source}`);
    return value;
  };
  return {
    copied,
    user: found(/^USER (\w+)$/m),
    entrypoint: JSON.parse(found(/^ENTRYPOINT (\[.*\])$/m)),
    healthcheck: JSON.parse(found(/^HEALTHCHECK .*CMD (\[.*\])$/m)),
  };
}
