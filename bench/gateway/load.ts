import { Client } from 'undici';
import { percentile } from '../report.ts';
import type { BenchOperation } from './workloads.ts';

/** What is asked of a gateway. */
export interface Asked {
  url: string;
  operations: readonly BenchOperation[];
  /** One for each connection; null for none. */
  tokens: readonly (string | null)[];
}

export interface LoadOptions extends Asked {
  milliseconds: number;
  /** How many bytes the right answer to each operation has. */
  sizes: readonly number[];
}

/** What came, and in how many bytes. */
export interface Answer {
  data: unknown;
  size: number;
}

export interface LoadFigures {
  /** All that were answered, the uncounted ones too. */
  requests: number;
  requestsPerSecond: number;
  p50: number;
  p99: number;
}

/** A connection of its own, one request after the other. */
class Connection {
  readonly #client: Client;
  readonly #path: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, token: string | null) {
    const { origin, pathname } = new URL(url);
    this.#client = new Client(origin);
    this.#path = pathname;
    const json = 'application/json';
    this.#headers = { 'content-type': json, accept: json, ...(token ? { authorization: `Bearer ${token}` } : {}) };
  }

  /** The bytes of the answer, by undici's dispatcher itself: what the load costs is taken from the subgraphs' core. */
  request(body: string): Promise<Buffer[]> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      this.#client.dispatch(
        { method: 'POST', path: this.#path, headers: this.#headers, body },
        {
          // Told apart by it from the handlers of older versions.
          onRequestStart: () => {},
          onResponseData: (_controller, chunk) => void chunks.push(chunk),
          onResponseEnd: () => resolve(chunks),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

/** The answer to each operation. Throws where there is an error. */
export async function answersOf({ url, operations, tokens }: Asked): Promise<Answer[]> {
  const connection = new Connection(url, tokens[0] ?? null);
  const answers: Answer[] = [];
  for (const operation of operations) {
    const bytes = Buffer.concat(await connection.request(JSON.stringify(operation)));
    const text = bytes.toString();
    const { data, errors } = JSON.parse(text);
    if (errors || !data) throw new Error(`${operation.operationName}: ${text.slice(0, 1_000)}`);
    answers.push({ data, size: bytes.length });
  }
  await connection.close();
  return answers;
}

/** Milliseconds at the beginning that are not counted: connections are made then, to the gateway and to the subgraphs. */
const lead = 500;

/**
 * All connections ask for so long and the lead, each operation in its turn. Throws where an answer has not the size of the right
 * one.
 */
export async function load({ url, operations, tokens, milliseconds, sizes }: LoadOptions): Promise<LoadFigures> {
  const bodies = operations.map((operation) => JSON.stringify(operation));
  const latencies: number[] = [];
  let requests = 0;
  let counted = 0;
  let next = 0;
  const from = performance.now() + lead;
  const end = from + milliseconds;
  await Promise.all(
    tokens.map(async (token) => {
      const connection = new Connection(url, token);
      while (performance.now() < end) {
        const at = next++ % bodies.length;
        const since = performance.now();
        const chunks = await connection.request(bodies[at] as string);
        const now = performance.now();
        if (sizeOf(chunks) !== sizes[at])
          throw new Error(`answered otherwise: ${Buffer.concat(chunks).subarray(0, 500)}`);
        requests++;
        if (now >= from && now < end) counted++;
        if (since >= from) latencies.push(now - since);
      }
      await connection.close();
    }),
  );
  return {
    requests,
    requestsPerSecond: counted / (milliseconds / 1_000),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}

const sizeOf = (chunks: readonly Buffer[]) => chunks.reduce((sum, { length }) => sum + length, 0);
