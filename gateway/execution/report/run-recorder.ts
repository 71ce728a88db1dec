import type { FetchProgress, SubgraphResponse } from '../../upstream/subgraph-response.ts';
import { TransportFailure } from '../../upstream/subgraph-response.ts';
import type { CompiledFetch, FetchedPlan } from './fetched-plan.ts';

/** A request to a subgraph, without its contents. */
export interface RequestRecord {
  /** Counts the requests of the run. Fetches of the plan with the same number were sent as one request. */
  request: number;
  /** Milliseconds from the start of the run. */
  startedAt: number;
  /** Milliseconds; null when the run did not wait for the response. */
  duration: number | null;
  /** The number of entities that it requests. */
  representations: number;
  /** How often it was repeated. */
  retries: number;
  /** `errors`: a response with errors. */
  outcome: 'answered' | 'errors' | 'abandoned' | TransportFailure['code'];
}

/** Records the plan of one run, and the requests that are sent for each of its fetches. */
export class RunRecorder {
  /** Whether the operation is planned and not run. */
  readonly isDry: boolean;
  readonly #start = performance.now();
  readonly #requests = new Map<object, RequestRecord[]>();
  #sent = 0;
  #plan: FetchedPlan | null = null;

  constructor({ isDry }: { isDry: boolean }) {
    this.isDry = isDry;
  }

  /** Null before the operation is planned. */
  get plan(): FetchedPlan | null {
    return this.#plan;
  }

  planned(plan: FetchedPlan): void {
    this.#plan = plan;
  }

  /** Sends and records a request of a part of the plan. Resolves and rejects as `send` does. */
  async record(
    { part, representations }: { part: object; representations: number },
    send: (progress: FetchProgress) => Promise<SubgraphResponse>,
  ): Promise<SubgraphResponse> {
    const startedAt = this.#elapsed();
    const request = ++this.#sent;
    const progress: FetchProgress = { retries: 0 };
    const record: RequestRecord = {
      ...{ request, startedAt, duration: null, representations },
      ...progress,
      outcome: 'abandoned',
    };
    const ofPart = this.#requests.get(part);
    if (ofPart) ofPart.push(record);
    else this.#requests.set(part, [record]);
    try {
      const response = await send(progress);
      record.outcome = Array.isArray(response.errors) && response.errors.length > 0 ? 'errors' : 'answered';
      return response;
    } catch (error) {
      if (error instanceof TransportFailure) record.outcome = error.code;
      throw error;
    } finally {
      record.duration = rounded(this.#elapsed() - startedAt);
      Object.assign(record, progress);
    }
  }

  /** The requests that carried a fetch of the plan: usually one, none when it had nothing to fetch. */
  requestsOf({ part }: CompiledFetch): readonly RequestRecord[] {
    return this.#requests.get(part) ?? [];
  }

  #elapsed(): number {
    return rounded(performance.now() - this.#start);
  }
}

/** To microseconds. */
const rounded = (milliseconds: number): number => Math.round(milliseconds * 1_000) / 1_000;
