import type { PlannerOptions } from '../planner.ts';
import type { OperationPlan } from '../query-plan/operation-plan.ts';

/** What a planning worker is started with. */
export interface WorkerOptions extends PlannerOptions {
  supergraph: string;
}

export interface PlanMessage {
  document: string;
  conditions: readonly (readonly [string, boolean])[];
}

/** A worker sends `ready` once, and then one reply for each message. */
export type WorkerReply =
  | { kind: 'ready' }
  | { kind: 'planned'; plan: OperationPlan }
  | { kind: 'limit'; bound: 'paths'; limit: number }
  | { kind: 'invalid'; message: string; extensions: Record<string, unknown> }
  | { kind: 'failed'; message: string; stack: string | undefined };
