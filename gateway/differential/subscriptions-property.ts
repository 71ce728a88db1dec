import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { type GraphQLSchema, getOperationAST, getVariableValues, Kind, validate } from 'graphql';
import { stringifyJson } from '#platform/lossless-json.ts';
import { startTestGateway } from '#test-kit/gateway.ts';
import { until } from '#test-kit/until.ts';
import type { JsonObject } from '../graphql/json-object.ts';
import { conditionalRootError } from '../subscriptions/conditional-root.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { type RawSocket, rawSocket } from '../testing/raw-socket.ts';
import { permittedData } from './comparison/compare-with-monolith.ts';
import { FakeData } from './fake/fake-data.ts';
import { executeOnMonolith } from './fake/monolith.ts';
import { ChangingData, serveFakeSubgraph } from './fake/serve-fake-subgraph.ts';
import { Choices, choiceNumbers } from './operations/choices.ts';
import { type GeneratedOperation, generateOperation } from './operations/generate-operation.ts';
import { subscriptions } from './supergraphs/subscriptions.ts';
import { header, TestSupergraph } from './supergraphs/test-supergraph.ts';

/** Operations that run at once, as many as a socket may have. */
const batchSize = 50;

/** The first choice of an operation's kind that is a subscription. */
const subscriptionKind = 2 ** 16 - 1;

/**
 * Checks that what each of several subscribers of random subscriptions gets, over a gateway and its subgraphs' sockets, is what a server
 * with all of the data answers at that moment: at first, after changes, and to a subscriber that joins. Throws at the first difference.
 *
 * @returns the number of results that were compared.
 */
export async function checkSubscriptions(seed: number, operations: number): Promise<number> {
  const supergraph = new TestSupergraph(subscriptions);
  const data = new ChangingData(new FakeData(supergraph.model, seed));
  const served = await Promise.all(
    [...supergraph.subgraphs.values()].map(async (fake) => ({
      name: fake.name,
      ...(await serveFakeSubgraph(fake, data)),
    })),
  );
  const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-differential-'));
  const file = path.join(folder, 'supergraph.graphql');
  const sources = served.map(({ name, url }) => ({ name, url, typeDefs: header + subscriptions.subgraphs[name] }));
  await writeFile(file, composeSupergraph(sources).supergraphSdl);
  const gateway = await startTestGateway({ settings: { foreign: true, supergraph: file } });
  try {
    let compared = 0;
    const all = generate(supergraph, seed, operations);
    for (let from = 0; from < all.length; from += batchSize) {
      const batch = all.slice(from, from + batchSize);
      compared += await checkBatch(batch, { supergraph, data, url: gateway.url, seed: seed + from });
    }
    return compared;
  } finally {
    await gateway.stop();
    for (const each of served) await each.stop();
    await rm(folder, { recursive: true });
  }
}

function generate({ graph, generatorOptions }: TestSupergraph, seed: number, count: number): GeneratedOperation[] {
  const numbers = fc.sample(choiceNumbers, { seed, numRuns: count * 2 });
  const generated = numbers.map((each) =>
    generateOperation(generatorOptions, new Choices([subscriptionKind, ...each])),
  );
  const valid = generated.filter(({ document, operationName }) => {
    const operation = getOperationAST(document, operationName);
    return operation && validate(graph.apiSchema, document).length === 0 && !conditionalRootError(document, operation);
  });
  return valid.flatMap((each) => withOtherVariables(graph.apiSchema, each)).slice(0, count);
}

/** The operation, and if it has variables, the same text with others. */
function withOtherVariables(schema: GraphQLSchema, operation: GeneratedOperation): GeneratedOperation[] {
  const othersThan = (all: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, otherThan(value)]));
  const [variables, exactVariables] = [othersThan(operation.variables), othersThan(operation.exactVariables)];
  const definitions = getOperationAST(operation.document, operation.operationName)?.variableDefinitions ?? [];
  const isUsable = definitions.length > 0 && !getVariableValues(schema, definitions, variables).errors;
  return isUsable ? [operation, { ...operation, variables, exactVariables }] : [operation];
}

function otherThan(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  return typeof value === 'string' ? `${value}x` : value;
}

interface Batch {
  supergraph: TestSupergraph;
  data: ChangingData;
  url: string;
  seed: number;
}

async function checkBatch(operations: readonly GeneratedOperation[], batch: Batch): Promise<number> {
  const { supergraph, data, url, seed } = batch;
  const sockets = [await rawSocket(url), await rawSocket(url)];
  let compared = 0;
  /** Compares the newest result of each operation of a socket with the present, once it has this many or they are equal. */
  const compare = async (socket: RawSocket, isCompared: (operation: GeneratedOperation) => boolean = () => true) => {
    for (const [at, operation] of operations.entries()) {
      if (!isCompared(operation)) continue;
      const difference = () => differenceOf(newest(socket, String(at)), operation, supergraph, data.current);
      const isEqual = await until(() => difference() === null).then(
        () => true,
        () => false,
      );
      if (!isEqual) {
        const { source, variables } = operation;
        throw new Error(`data seed ${seed}\n${source}\n${stringifyJson(variables)}\n${difference()}`);
      }
      compared++;
    }
  };
  for (const socket of sockets) subscribe(socket, operations);
  for (const socket of sockets) await compare(socket, isState);
  for (const step of [1, 2]) {
    await until(() => areLive(sockets, operations, batch));
    data.change(new FakeData(supergraph.model, seed + step));
    for (const socket of sockets) await compare(socket);
    const joined = await rawSocket(url);
    sockets.push(joined);
    subscribe(joined, operations);
    await compare(joined, isState);
  }
  for (const socket of sockets) socket.terminate();
  await until(() => data.changes.listenerCount('change') === 0);
  return compared;
}

function subscribe(socket: RawSocket, operations: readonly GeneratedOperation[]): void {
  for (const [at, { source, operationName, variables }] of operations.entries()) {
    const payload = { query: source, variables, ...(operationName ? { operationName } : {}) };
    socket.send(stringifyJson({ type: 'subscribe', id: String(at), payload }));
  }
}

/** A state sends the present first. */
function isState({ document, operationName }: GeneratedOperation): boolean {
  const [root] = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return root?.kind === Kind.FIELD && root.name.value === 'changed';
}

/** Whether the gateway runs every subscription that has not ended, and the subgraph serves what it needs for them. */
async function areLive(
  sockets: readonly RawSocket[],
  operations: readonly GeneratedOperation[],
  { data, url }: Batch,
): Promise<boolean> {
  const ended = sockets.flatMap(({ messages }) =>
    messages.filter(({ type }) => type === 'complete' || type === 'error'),
  );
  const count = sockets.length * operations.length - ended.length;
  const metrics = await (await fetch(new URL('/metrics', url))).text();
  const gauge = (name: string) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, 'm').exec(metrics)?.[1]);
  return gauge('live_subscriptions') === count && gauge('subscription_topics') === data.changes.listenerCount('change');
}

const newest = ({ messages }: RawSocket, id: string) => messages.findLast((message) => message.id === id);

function differenceOf(
  message: ReturnType<typeof newest>,
  operation: GeneratedOperation,
  { monolithSchema }: TestSupergraph,
  data: FakeData,
): string | null {
  if (message?.type !== 'next') return `no result: ${stringifyJson(message)}`;
  const actual = (message.payload as { data?: unknown }).data ?? null;
  const expected = permittedData(executeOnMonolith(monolithSchema, data, operation), actual);
  const [one, other] = [expected, actual].map((each) => stringifyJson(each));
  return one === other ? null : `expected ${one}\nactual   ${other} ${stringifyJson(message.payload)}`;
}
