import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse, printSchema } from 'graphql';
import relayCompiler from 'relay-compiler';
import { projectRoot } from '#platform/settings.ts';
import { apiSchemaOf } from '../../gateway/supergraph/compose.ts';

/**
 * Compiles the client's project in `app` against the API schema, and returns the text of each of its operations by name, those that the
 * compiler makes for refetchable fragments too.
 */
export async function compileApp(): Promise<Map<string, string>> {
  if (!relayCompiler) throw new Error('relay-compiler has no binary for this platform');
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'masar-relay-'));
  try {
    await fs.cp(path.join(import.meta.dirname, 'app'), path.join(folder, 'app'), { recursive: true });
    const supergraph = await fs.readFile(path.join(projectRoot, 'supergraph.graphql'), 'utf8');
    await fs.writeFile(path.join(folder, 'schema.graphql'), printSchema(apiSchemaOf(supergraph)));
    await fs.writeFile(path.join(folder, 'operations.json'), '{}');
    const config = {
      src: './app',
      schema: './schema.graphql',
      language: 'typescript',
      persistConfig: { file: './operations.json' },
    };
    await fs.writeFile(path.join(folder, 'relay.config.json'), JSON.stringify(config));
    await promisify(execFile)(relayCompiler, ['relay.config.json'], { cwd: folder });
    const texts = JSON.parse(await fs.readFile(path.join(folder, 'operations.json'), 'utf8')) as Record<string, string>;
    return new Map(Object.values(texts).map((text) => [nameOf(text), text]));
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

function nameOf(text: string): string {
  const names = parse(text).definitions.flatMap((each) =>
    each.kind === 'OperationDefinition' && each.name ? [each.name.value] : [],
  );
  return names.join();
}
