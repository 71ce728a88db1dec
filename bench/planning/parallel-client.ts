import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { composeSupergraph } from '../../gateway/supergraph/compose.ts';
import { startCannedSubgraphs } from '../gateway/canned-subgraphs.ts';
import { gatewayCommands, startContestant } from '../gateway/contestants.ts';
import { answersOf, type LoadOptions, load } from '../gateway/load.ts';
import type { PlanningWorkload } from './workloads.ts';

/** Requests that the parallel client sends at the same time. */
const connections = 4;
/** Milliseconds of each measure, and of the load before the first one. */
const [measureTime, warmUpTime] = [2_000, 1_500];

/** Milliseconds of the parallel client's p99, alone and beside an operation that is hard to plan, which was answered or refused so often. */
export interface ParallelFigures {
  quiet: number;
  beside: number;
  ratio: number;
  answered: number;
  refused: number;
}

/**
 * Measures a client of our gateway that sends one simple operation, while another one sends operations that the gateway has to plan each
 * time. The gateway has its own process, as in `bench/gateway`. Throws at a wrong answer to either client.
 */
export async function measureParallelClient(
  { name, schemas, simple, planned }: PlanningWorkload,
  folder: string,
): Promise<Map<string, ParallelFigures>> {
  const subgraphs = await startCannedSubgraphs(schemas);
  const own = path.join(folder, `${name}.graphql`);
  const services = Object.entries(schemas).map(([each, typeDefs]) => ({
    name: each,
    url: subgraphs.urlOf(each),
    typeDefs,
  }));
  await writeFile(own, composeSupergraph(services).supergraphSdl);
  const none = { grafbase: '', floor: '', services: [], collector: '', registry: '', beside: undefined };
  const files = { ...none, own, plain: own, isOwn: false };
  const command = gatewayCommands(files, {}).find((each) => each.name === 'ours, alone');
  if (!command) throw new Error('ours has no command');
  const figures = new Map<string, ParallelFigures>();
  const gateway = await startContestant(command, { cores: '0,1' });
  try {
    const operations = [{ operationName: 'Simple', query: `query Simple ${simple}`, variables: {} }];
    const target = { url: gateway.url, operations, tokens: Array.from({ length: connections }, () => null) };
    const sizes = (await answersOf(target)).map(({ size }) => size);
    const client: LoadOptions = { ...target, sizes, milliseconds: measureTime };
    await load({ ...client, milliseconds: warmUpTime });
    for (const { name: hard, queries } of planned) {
      const [query] = queries;
      if (queries.length !== 1 || query === undefined) continue;
      const { p99: quiet } = await load(client);
      const sender = sendHard(gateway.url, query);
      const { p99: beside } = await load(client);
      figures.set(hard, { quiet, beside, ratio: beside / quiet, ...(await sender.stop()) });
    }
  } finally {
    await gateway.stop();
    await subgraphs.stop();
  }
  return figures;
}

/**
 * Sends an operation again and again, each time so that the gateway plans it. A comment makes it another operation, whose requests the canned
 * subgraphs have answered before; a refused one, which the gateway remembers, gets another alias. Returns a function that stops after
 * the last answer. It shares a thread with the measured client, so it does little with an answer that it knows.
 */
function sendHard(url: string, query: string) {
  const outcome = { answered: 0, refused: 0 };
  const right = new Set<string>();
  let isStopped = false;
  const send = async (): Promise<void> => {
    for (let sent = 0; !isStopped; sent++) {
      const other = outcome.refused > 0 ? query.replace(/\{\s*(\w+)/, `{ sent${sent}: $1`) : `${query} # ${sent}`;
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query: other }),
      });
      const text = await response.text();
      if (right.has(text)) outcome.answered++;
      else if (text.includes('OPERATION_TOO_LARGE')) outcome.refused++;
      else if (right.size === 0 && !JSON.parse(text).errors) {
        right.add(text);
        outcome.answered++;
      } else throw new Error(`a wrong answer: ${text.slice(0, 500)}`);
    }
  };
  const sending = send();
  // Awaited by `stop`, after the measure.
  sending.catch(() => {});
  return {
    stop: async () => {
      isStopped = true;
      await sending;
      return outcome;
    },
  };
}
