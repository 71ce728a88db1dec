import { type ExecutionResult, getOperationAST, getVariableValues } from 'graphql';
import { compileOperation } from '../execution/compile-operation.ts';
import { fetchVariables } from '../execution/execution.ts';
import type { ExecutableOperation } from '../execution/request.ts';
import { conditionsOf, conditionVariables } from '../graphql/conditions.ts';
import type { JsonObject } from '../graphql/json-object.ts';
import { operationParts, usedDocument } from '../graphql/operation-parts.ts';
import type { Plan } from '../planning/query-plan/plan-nodes.ts';
import { type FetchSubgraph, type SubgraphResponse, TransportFailure } from '../upstream/subgraph-response.ts';
import { differenceOf, type Expected } from './compare.ts';
import { FakeData } from './fake/fake-data.ts';
import { askMonolith } from './fake/monolith.ts';
import type { FaultySubgraphs, SubgraphsRun } from './faulty-subgraphs.ts';
import { knownDifference } from './known-differences.ts';
import type { GeneratedOperation } from './operations/generate.ts';
import { complete } from './oracle/completion.ts';
import { mergeByStock } from './oracle/stock-merge.ts';
import type { World } from './world.ts';

/** An operation that was planned and compiled, to be run over several seeds. */
export interface PlannedTrial {
  world: World;
  operation: GeneratedOperation;
  executable: ExecutableOperation;
  /** Under the operation's conditions. */
  plan: Plan;
  coerced: JsonObject;
  /** Whether the plan answers under the client's keys: else Apollo's executor does not know what they are. */
  hasClientKeys: boolean;
}

/** Throws a GraphQLError for what can't be planned. */
export function planTrial(world: World, operation: GeneratedOperation): PlannedTrial {
  const { document, operationName, variables } = operation;
  const { graph } = world;
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const { coerced, errors } = getVariableValues(graph.apiSchema, definitions, variables);
  if (errors) throw new Error(`generated variables are not valid: ${errors[0]?.message}`);
  const { plan: planned } = graph.plan(document, operationName);
  const parts = operationParts(document, operationName);
  const plan = planned.under(conditionsOf(conditionVariables(usedDocument(parts)), coerced));
  const executable = compileOperation(graph, parts, { ...planned, under: () => plan });
  const text = JSON.stringify(plan);
  const hasClientKeys = [...planned.clientKeys.keys()].every((key) => !text.includes(key));
  return { world, operation, executable, plan, coerced, hasClientKeys };
}

/** Runs by the executor, and how its answers differ from what they must be; null where they do not. */
export interface TrialOutcome {
  difference: string | null;
  /** Why the answers were not compared. */
  known: string | null;
  result: ExecutionResult;
  run: SubgraphsRun;
}

/** Runs an operation by the executor and by Apollo's, over the same plan, data and faults. */
export async function compareWithStock(trial: PlannedTrial, subgraphs: FaultySubgraphs): Promise<TrialOutcome> {
  const { world, operation, plan } = trial;
  const stock = subgraphs.run();
  const merged = await mergeByStock({ world, ...operation }, plan, stock);
  const completed = complete(world.completionSchema, merged.root, merged.misshapen, operation);
  const expected: Expected = { ...completed, told: merged.told, root: merged.root };
  const run = subgraphs.run();
  const result = await runExecutable(trial, run);
  const known = knownDifference(merged, stock, run);
  const isCompared = result !== noEvent && known === null;
  const difference = isCompared ? (differenceOf(expected, result) ?? differenceOfRequests(stock.sent, run.sent)) : null;
  return { difference, known, result, run };
}

/** Runs an operation without faults by the executor, and by one server that has all of the data. */
export async function compareWithMonolith(trial: PlannedTrial, subgraphs: FaultySubgraphs): Promise<TrialOutcome> {
  const { world, operation } = trial;
  const { document, operationName, variables } = operation;
  const data = new FakeData(world.knowledge, subgraphs.seeds.data);
  const expected = askMonolith(world.graph.apiSchema, data, document, operationName, variables);
  const run = subgraphs.run();
  const result = await runExecutable(trial, run);
  const [wanted, got] = [expected.data, result.data].map((each) => JSON.stringify(each ?? null));
  const difference =
    wanted === got
      ? null
      : `not what one server answers\n  expected ${wanted}\n  got      ${got} ${JSON.stringify(result.errors ?? [])}`;
  return { difference, known: null, result, run };
}

async function runExecutable(trial: PlannedTrial, run: SubgraphsRun): Promise<ExecutionResult> {
  const { executable, coerced, operation, plan } = trial;
  const fetch: FetchSubgraph = async (subgraph, { query, variables }, signal) => {
    signal.throwIfAborted();
    const { wire } = await run.ask(subgraph, query, variables ?? {});
    return JSON.parse(JSON.stringify(wire)) as SubgraphResponse;
  };
  const request = { variables: operation.variables, coerced, fetch, signal: new AbortController().signal };
  if (plan.node?.kind !== 'Subscription') return executable.run(request);

  const { serviceName, operation: query, operationName, variableUsages = [] } = plan.node.primary;
  const variables = fetchVariables(variableUsages, request);
  let primary: SubgraphResponse;
  try {
    primary = await fetch(serviceName, { query, operationName, variables }, request.signal);
  } catch (error) {
    if (error instanceof TransportFailure) return noEvent;
    throw error;
  }
  const before = JSON.stringify(primary);
  const result = await executable.run({ ...request, primary });
  if (JSON.stringify(primary) !== before) throw new Error('the event was changed, which others may hold');
  return result;
}

/** Where there is no event there is nothing to compare. */
const noEvent: ExecutionResult = {};

/** Fewer requests are better; the same one is not made twice, but where a mutation may have changed its answer. */
function differenceOfRequests(stock: readonly string[], ours: readonly string[]): string | null {
  if (ours.length > stock.length) return `${ours.length} requests instead of ${stock.length}`;
  if (ours.some((text) => text.includes(' mutation'))) return null;
  const nameless = ours.map((text) => text.replace(/ query \w+/, ' query '));
  const twice = nameless.find((text, index) => nameless.indexOf(text) !== index);
  return twice === undefined ? null : `asked twice: ${twice}`;
}
