import { expect, test } from '@jest/globals';
import { findDeadLinks } from './check-links.ts';
import { withProject } from './testing/with-project.ts';

const project = {
  'package.json': '{ "scripts": { "start": "node ." } }',
  'subgraphs/trips/domain/book-seats.ts': '',
  'subgraphs/users/schema.graphql': '',
  'docs/guide.md': '# A guide: `npm` & more\n\n## Twice\n\n## Twice\n',
};

/** The faults of a README.md in the project. */
async function faultsOf(readme: string): Promise<string[]> {
  let faults: string[] = [];
  await withProject({ ...project, 'README.md': readme }, async (root) => {
    faults = await findDeadLinks(root);
  });
  return faults.map((fault) => fault.replace('README.md: ', ''));
}

test('accepts links to files, folders, headings and the web', async () => {
  const links = [
    '[a](docs/guide.md) [b](./docs) [c](docs/guide.md#a-guide-npm--more) [d](docs/guide.md#twice-1) ![e](docs/guide.md "title")',
    '[f](https://example.test/nowhere) [g](mailto:a@example.test) [h](#here) [i][ref]\n\n[ref]: docs/guide.md\n\n# Here',
  ];
  expect(await faultsOf(links.join('\n'))).toEqual([]);
});

test('reports a link to a missing file or heading', async () => {
  expect(await faultsOf('[a](docs/none.md)\n[b](docs/guide.md#none)\n[c](#none)\n\n[ref]: ../outside.md')).toEqual([
    'the link docs/none.md leads nowhere',
    'the link docs/guide.md#none leads to no heading of docs/guide.md',
    'the link #none leads to no heading of README.md',
    'the link ../outside.md leads nowhere',
  ]);
});

test('accepts paths from the root, parts of paths, patterns and words that are no paths', async () => {
  const spans = [
    ...[
      '`subgraphs/trips/domain/book-seats.ts`',
      '`domain/book-seats.ts`',
      '`book-seats.ts`',
      '`subgraphs/trips`',
      '`domain/`',
    ],
    ...[
      '`subgraphs/NAME/schema.graphql`',
      '`subgraphs/*/schema.graphql`',
      '`application/json`',
      '`.ts`',
      '`/health/live`',
      '`npm run start`',
    ],
    '```sh\ncat missing.ts\n```',
  ];
  expect(await faultsOf(spans.join('\n'))).toEqual([]);
});

test('reports a path in a code span that names nothing, and an unknown npm script', async () => {
  const spans = [
    '`subgraphs/trips/book-seats.ts`',
    '`seats.ts`',
    '`subgraphs/auth`',
    '`model/`',
    '`cat subgraphs/NAME/main.ts`',
    '`npm run stop`',
  ];
  expect(await faultsOf(spans.join('\n'))).toEqual([
    'no file or folder is called subgraphs/trips/book-seats.ts',
    'no file or folder is called seats.ts',
    'no file or folder is called subgraphs/auth',
    'no file or folder is called model/',
    'no file or folder is called subgraphs/NAME/main.ts',
    'package.json has no script stop',
  ]);
});

test('reads code spans only in the documents, and links in every Markdown file', async () => {
  await withProject({ ...project, 'clients/README.md': '`none.ts` [a](none.md)' }, async (root) => {
    expect(await findDeadLinks(root)).toEqual(['clients/README.md: the link none.md leads nowhere']);
  });
});
