import { parentPort, workerData } from 'node:worker_threads';
import { GraphQLError, parse } from 'graphql';
import { operationParts } from '../../graphql/operation-parts.ts';
import { operationPlanner } from '../operation-planner.ts';
import { PlanLimitExceeded } from '../planner.ts';
import type { PlanMessage, WorkerOptions, WorkerReply } from './messages.ts';

const { supergraph, ...options } = workerData as WorkerOptions;
const planner = operationPlanner(supergraph, options);

function reply({ document, conditions }: PlanMessage): WorkerReply {
  try {
    const operation = operationParts(parse(document, { noLocation: true }), undefined);
    return { kind: 'planned', plan: planner.plan({ operation, conditions: new Map(conditions), isKnown: false }) };
  } catch (error) {
    if (error instanceof PlanLimitExceeded) return { kind: 'limit', bound: 'paths', limit: error.limit };
    const { message, stack } = error as Error;
    if (error instanceof GraphQLError) return { kind: 'invalid', message, extensions: { ...error.extensions } };
    return { kind: 'failed', message, stack };
  }
}

parentPort?.on('message', (message: PlanMessage) => parentPort?.postMessage(reply(message)));
parentPort?.postMessage({ kind: 'ready' } satisfies WorkerReply);
