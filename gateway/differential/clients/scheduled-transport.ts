import { Registry } from 'prom-client';
import { LabelledHistogram } from '#platform/http/labelled-histogram.ts';
import { stringifyJson } from '#platform/lossless-json.ts';
import { type AnsweredRequest, type SubgraphRequest, SubgraphTransport } from '../../upstream/transport.ts';
import type { CounterState } from './counter-state.ts';
import type { CounterSubgraph } from './counter-subgraphs.ts';

/** A transport whose requests wait for two steps each: the subgraph executes the request, and later the response arrives. */
export class ScheduledTransport extends SubgraphTransport {
  /** The next step of each request in flight. */
  readonly steps: (() => void)[] = [];
  /** The number of requests sent. */
  sent = 0;
  readonly #subgraphs: ReadonlyMap<string, CounterSubgraph>;
  readonly #state: CounterState;

  constructor(subgraphs: ReadonlyMap<string, CounterSubgraph>, state: CounterState) {
    const labelNames = ['subgraph', 'outcome'];
    super(
      new LabelledHistogram({
        name: 'fetches',
        help: 'of the test',
        labelNames,
        bounds: [1],
        registry: new Registry(),
      }),
    );
    this.#subgraphs = subgraphs;
    this.#state = state;
  }

  override post({ subgraph, body, headers, signal }: SubgraphRequest): Promise<AnsweredRequest> {
    this.sent++;
    const { promise, resolve, reject } = Promise.withResolvers<AnsweredRequest>();
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.steps.push(() => {
      const { query, variables = {} } = JSON.parse(body);
      const access = this.#state.accessFor(headers['x-request-id'] ?? '');
      const text = stringifyJson(this.#subgraphs.get(subgraph)?.execute(query, variables, access));
      this.steps.push(() => {
        signal?.removeEventListener('abort', abort);
        resolve({ response: JSON.parse(text), retries: 0 });
      });
    });
    return promise;
  }
}
