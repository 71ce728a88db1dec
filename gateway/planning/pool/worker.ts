import os from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { GraphQLError, parse } from 'graphql';
import { operationParts } from '../../graphql/operation-parts.ts';
import { operationPlanner } from '../operation-planner.ts';
import { PlanLimitExceeded } from '../planner.ts';
import type { PlanMessage, WorkerOptions, WorkerReply } from './messages.ts';

const { supergraph, ...options } = workerData as WorkerOptions;
const planner = operationPlanner(supergraph, options);

/**
 * Where threads and processes compete for processors, the requests of other clients come first. Linux alone gives a thread a priority of
 * its own; elsewhere the call would slow the whole process. A tenth of a processor remains for planning.
 */
const niceness = 10;
if (process.platform === 'linux') os.setPriority(niceness);

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
