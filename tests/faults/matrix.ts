import { type Cell, type Outcome, runCell } from './cell.ts';
import { type FaultTimes, faults } from './fault.ts';
import { startScene } from './scene.ts';

const services = ['trips', 'notifications', 'users', 'gateway', 'redis', 'postgres'] as const;

/** Every fault of every service. */
export const allCells: readonly Cell[] = faults.flatMap((fault) => services.map((service) => ({ fault, service })));

/** Chooses a third of the cells by a seed: each service once, each fault twice. */
export function someCells(seed: number): Cell[] {
  const random = generator(seed);
  const shuffled = <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item) => ({ item, order: random() }))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item);
  const drawn = shuffled([...faults, ...faults]);
  return shuffled(services).map((service, at) => ({ service, fault: drawn[at] as Cell['fault'] }));
}

/** Runs the cells one after the other on one platform. Reports a table by lines, and returns what was wrong. */
export async function runCells(
  cells: readonly Cell[],
  times: FaultTimes,
  report: (line: string) => void,
): Promise<string[]> {
  const scene = await startScene();
  const wrong: string[] = [];
  let hasHead = false;
  try {
    for (const cell of cells) {
      const outcomes = await runCell(scene, cell, times);
      if (!hasHead) for (const line of headOf(outcomes)) report(line);
      hasHead = true;
      report(rowOf([cell.fault, cell.service], outcomes.map(textOf)));
      for (const { application, client, fault } of outcomes) {
        if (fault) wrong.push(`${cell.fault} of ${cell.service}: ${application} by ${client} ${fault}`);
      }
    }
    return wrong;
  } finally {
    await scene.stop();
  }
}

const rowOf = (titles: readonly string[], columns: readonly string[]): string =>
  [...titles.map((each) => each.padEnd(13)), ...columns.map((each) => each.padEnd(19))].join(' ').trimEnd();

const headOf = (outcomes: readonly Outcome[]): string[] => [
  'Seconds from the return of the service until a client was right, and why its subscription ended, if it did',
  rowOf(
    ['fault', 'service'],
    outcomes.map(({ application }) => application),
  ),
  rowOf(
    ['', ''],
    outcomes.map(({ client }) => client),
  ),
];

/** Further ends are failed attempts to subscribe again. */
const textOf = ({ seconds, ends: [first = ''] }: Outcome): string => `${seconds?.toFixed(1) ?? 'never'} ${first}`;

/** Numbers from 0 to 1 (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
