import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';
import { codeSpans, headingAnchors, linkTargets } from './markdown.ts';
import { projectFiles } from './project-files.ts';
import { reportFaults } from './report-faults.ts';

/** The documents whose code spans name files of the project. */
const documents = /^(README|CHANGELOG)\.md$|^docs\//;
const fileName = /[\w*]\.(graphql|js|json|md|sql|ts|yml)$/;
const pathOnly = /^[\w.*-]+(\/[\w.*-]+)*\/?$/;

/**
 * Finds the references of a project's Markdown files that lead nowhere: relative links and their anchors, and, in the documents, the paths and
 * npm scripts in code spans. In a path, `*` and a word in capitals stand for any name.
 */
export async function findDeadLinks(root: string): Promise<string[]> {
  const files = projectFiles(root);
  const folders = new Set(files.flatMap(foldersOf));
  const texts = new Map<string, string>();
  const textOf = async (file: string): Promise<string> => {
    const text = texts.get(file) ?? (await readFile(path.join(root, file), 'utf8'));
    texts.set(file, text);
    return text;
  };
  const scripts = await npmScripts(root, files);
  const faults: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.md'))) {
    const text = await textOf(file);
    for (const link of linkTargets(text)) {
      const fault = await linkFault(link, { file, files, folders, textOf });
      if (fault) faults.push(`${file}: the link ${link} ${fault}`);
    }
    if (!documents.test(file)) continue;
    for (const code of codeSpans(text)) {
      for (const word of code.split(' ')) {
        if (isPath(word, folders) && !leadsSomewhere(word, files, folders))
          faults.push(`${file}: no file or folder is called ${word}`);
      }
      for (const [, script = ''] of code.matchAll(/npm run ([\w:-]+)/g)) {
        if (!scripts.has(script)) faults.push(`${file}: package.json has no script ${script}`);
      }
    }
  }
  return faults;
}

interface LinkContext {
  file: string;
  files: readonly string[];
  folders: ReadonlySet<string>;
  textOf(file: string): Promise<string>;
}

async function linkFault(link: string, { file, files, folders, textOf }: LinkContext): Promise<string | undefined> {
  if (/^[a-z][a-z\d+.-]*:/i.test(link)) return undefined;
  const [target = '', anchor] = link.split('#');
  const named = target ? path.posix.join(path.posix.dirname(file), decodeURI(target)).replace(/\/$/, '') : file;
  if (folders.has(named)) return undefined;
  if (!files.includes(named)) return 'leads nowhere';
  if (anchor === undefined || !named.endsWith('.md')) return undefined;
  return headingAnchors(await textOf(named)).has(anchor) ? undefined : `leads to no heading of ${named}`;
}

/** A word is read as a path when it has the name of a source file, ends like a folder, or begins with a folder of the project. */
function isPath(word: string, folders: ReadonlySet<string>): boolean {
  if (!pathOnly.test(word)) return false;
  const [first = '', ...rest] = word.split('/');
  return fileName.test(word) || word.endsWith('/') || (rest.length > 0 && folders.has(first));
}

/** A path that does not begin with a folder of the project may begin anywhere in it. */
function leadsSomewhere(word: string, files: readonly string[], folders: ReadonlySet<string>): boolean {
  const name = word.replace(/\/$/, '');
  const rooted = name.includes('/') && folders.has(name.split('/')[0] as string);
  const pattern = name
    .split('/')
    .map((part) => (/^[A-Z]{2,}$/.test(part) ? '[^/]+' : part.replaceAll('.', '\\.').replaceAll('*', '[^/]*')));
  const expression = new RegExp(`${rooted ? '^' : '(^|/)'}${pattern.join('/')}$`);
  return (
    (!word.endsWith('/') && files.some((file) => expression.test(file))) ||
    [...folders].some((folder) => expression.test(folder))
  );
}

function foldersOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

async function npmScripts(root: string, files: readonly string[]): Promise<Set<string>> {
  if (!files.includes('package.json')) return new Set();
  const { scripts = {} } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  return new Set(Object.keys(scripts));
}

if (import.meta.main) reportFaults(await findDeadLinks(projectRoot), 'every link of the documents leads somewhere');
