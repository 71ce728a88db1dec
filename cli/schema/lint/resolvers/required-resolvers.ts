import { existsSync } from 'node:fs';
import path from 'node:path';
import { API, type Checker, SymbolFlags, type Symbol as TypeSymbol } from 'typescript/unstable/async';

/** The fields of a subgraph's types, by type and field. */
export type GeneratedFields = ReadonlyMap<string, ReadonlyMap<string, { requiresResolver: boolean }>>;

/**
 * Reads from `subgraphs/NAME/generated/types.ts` which fields require a resolver because the parent object does not answer them. Of a
 * subgraph without that file there is no entry.
 */
export async function readGeneratedFields(
  root: string,
  subgraphs: readonly string[],
): Promise<Map<string, GeneratedFields>> {
  const names = subgraphs.filter((name) => existsSync(path.join(root, 'subgraphs', name, 'generated', 'types.ts')));
  if (names.length === 0) return new Map();
  // A project that exists only here: the whole one has many more files to check.
  const folder = path.resolve(root, 'schema-lint.virtual').replaceAll(path.sep, '/');
  const project = `${folder}/tsconfig.json`;
  const moduleOf = (name: string) => `${folder}/${name}.ts`;
  const files = new Map([
    [project, JSON.stringify({ extends: '../tsconfig.json', include: [], files: names.map(moduleOf) })],
    ...names.map((name): [string, string] => [moduleOf(name), exportOfResolvers(name)]),
  ]);
  const api = new API({
    cwd: root,
    fs: {
      readFile: (file) => files.get(file),
      fileExists: (file) => files.has(file) || undefined,
      directoryExists: (directory) => directory === folder || undefined,
    },
  });
  try {
    const snapshot = await api.updateSnapshot({ openProjects: [project] });
    const [opened] = snapshot.getProjects();
    if (!opened) throw new Error(`TypeScript has not opened ${project}`);
    const { program, checker } = opened;
    const read = async (name: string): Promise<[string, GeneratedFields]> => {
      const file = await program.getSourceFile(moduleOf(name));
      const module = file && (await checker.getSymbolAtLocation(file));
      const exported = module && (await checker.getMemberInModuleExports(module, 'All'));
      if (!exported) throw new Error(`TypeScript has not read ${moduleOf(name)}`);
      return [name, await fieldsOf(checker, exported)];
    };
    return new Map(await Promise.all(names.map(read)));
  } finally {
    await api.close();
  }
}

function exportOfResolvers(name: string): string {
  return `import type { Resolvers } from '../subgraphs/${name}/generated/types.ts';\nexport type All = Resolvers;\n`;
}

async function fieldsOf(checker: Checker, resolvers: TypeSymbol): Promise<GeneratedFields> {
  const propertiesOf = async (symbol: TypeSymbol): Promise<readonly TypeSymbol[]> => {
    const type = await checker.getTypeOfSymbol(symbol);
    const present = type && (await checker.getNonNullableType(type));
    return present ? checker.getPropertiesOfType(present) : [];
  };
  const read = async (type: TypeSymbol): Promise<[string, Map<string, { requiresResolver: boolean }>]> => {
    const fields = (await propertiesOf(type)).map(
      ({ name, flags }) => [name, { requiresResolver: (flags & SymbolFlags.Optional) === 0 }] as const,
    );
    return [type.name, new Map(fields)];
  };
  const types = await checker.getPropertiesOfType(await checker.getDeclaredTypeOfSymbol(resolvers));
  return new Map(await Promise.all(types.map(read)));
}
