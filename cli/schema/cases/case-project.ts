import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { subgraphNames } from '../../../subgraphs/list.ts';
import { link, type SchemaCase } from './read-case.ts';

/** A project whose files are those of one case after the other. Disposing of it removes it. */
export class CaseProject implements AsyncDisposable {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async create(): Promise<CaseProject> {
    return new CaseProject(await mkdtemp(path.join(os.tmpdir(), 'masar-schema-case-')));
  }

  /** The folder with the schemas before, for `--base file:`. */
  get base(): string {
    return path.join(this.root, 'before');
  }

  /** Replaces all files by those of a case. Subgraphs that it does not have are there with one field, before and after. */
  async fill({ before, after, files }: SchemaCase): Promise<void> {
    await this[Symbol.asyncDispose]();
    const others = subgraphNames.filter((name) => !before.has(name) && !after.has(name));
    for (const [name, text] of withOthers(before, others))
      await this.#write(path.join('before', `${name}.graphql`), `${link}\n${text}`);
    for (const [name, text] of withOthers(after, others))
      await this.#write(path.join('subgraphs', name, 'schema.graphql'), `${link}\n${text}`);
    for (const [file, text] of files) await this.#write(file, text);
  }

  async #write(file: string, text: string): Promise<void> {
    const target = path.join(this.root, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Adds subgraphs with one field. They define the directives for operations too, because the API has only those of all subgraphs. */
function withOthers(subgraphs: ReadonlyMap<string, string>, others: readonly string[]): [string, string][] {
  const all = [...subgraphs.values()].join('\n');
  const directives = [...all.matchAll(/^(?:"[^"]*"\n)?directive .* on .*(?:QUERY|FIELD\b).*$/gm)].map(([text]) => text);
  const rest = others.map((name): [string, string] => [
    name,
    `type Query {\n  ${name}Version: Int\n}\n${directives.join('\n')}\n`,
  ]);
  return [...subgraphs, ...rest];
}
