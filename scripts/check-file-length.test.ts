import { expect, test } from '@jest/globals';
import { findLongFiles } from './check-file-length.ts';
import { withProject } from './testing/with-project.ts';

const lines = (count: number) => 'line\n'.repeat(count);

test('reports a file of more than 300 lines, also one that is not committed yet', async () => {
  await withProject(
    { 'src/long.ts': lines(301), 'src/fits.ts': lines(300), 'open-end.md': `${lines(300)}end` },
    async (root) => {
      expect(await findLongFiles(root)).toEqual([
        'open-end.md has 301 lines; the most is 300',
        'src/long.ts has 301 lines; the most is 300',
      ]);
    },
  );
});

test('exempts data, schemas, generated files and ignored files', async () => {
  const files = {
    'data.json': lines(301),
    'trips/generated/types.ts': lines(301),
    'supergraph.graphql': lines(301),
    'subgraphs/trips/schema.graphql': lines(301),
    'migrations/trips/snapshots/1.sql': lines(301),
    '.gitignore': 'out/',
    'out/large.ts': lines(301),
  };
  await withProject(files, async (root) => expect(await findLongFiles(root)).toEqual([]));
});
