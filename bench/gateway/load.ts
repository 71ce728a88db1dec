import { Client } from 'undici';
import { percentile } from '../report.ts';
import { anyShelf, shelfOf, withShelf } from './shelf.ts';
import type { BenchOperation } from './workloads.ts';

/** A gateway and the operations to send to it. */
export interface Target {
  url: string;
  operations: readonly BenchOperation[];
  /** One for each connection; null for an anonymous one. */
  tokens: readonly (string | null)[];
}

export interface LoadOptions extends Target {
  milliseconds: number;
  /** The size of the right answer to each operation, in bytes. */
  sizes: readonly number[];
}

export interface Answer {
  data: unknown;
  /** Bytes. */
  size: number;
}

export interface LoadFigures {
  /** All answered requests, including those of the lead. */
  requests: number;
  requestsPerSecond: number;
  p50: number;
  p99: number;
}

/** A connection that sends one request at a time. */
class Connection {
  readonly #client: Client;
  readonly #path: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, token: string | null, version = 0) {
    const { origin, pathname } = new URL(url);
    this.#client = new Client(origin);
    this.#path = pathname;
    const json = 'application/json';
    this.#headers = {
      'content-type': json,
      accept: json,
      'apollographql-client-name': 'bench',
      'apollographql-client-version': `1.${version}`,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
  }

  /** Uses undici's dispatcher directly, which is the cheapest, because the load shares a core with the subgraphs. */
  request(body: string): Promise<Buffer[]> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      this.#client.dispatch(
        { method: 'POST', path: this.#path, headers: this.#headers, body },
        {
          // undici recognizes a handler of this version by it.
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

/** Sends each operation once. Throws if an answer has an error. */
export async function answersOf({ url, operations, tokens }: Target): Promise<Answer[]> {
  const connection = new Connection(url, tokens[0] ?? null);
  const answers: Answer[] = [];
  for (const operation of operations) {
    const { needsToken: _, ...sent } = operation;
    const bytes = Buffer.concat(await connection.request(JSON.stringify(sent)));
    const text = bytes.toString();
    const { data, errors } = JSON.parse(text);
    if (errors || !data) throw new Error(`${operation.operationName}: ${text.slice(0, 1_000)}`);
    answers.push({ data, size: bytes.length });
  }
  await connection.close();
  return answers;
}

/** Versions of the client that the connections are of. */
const versions = 10;

/** Milliseconds at the beginning that are not counted, in which the clients and the gateway open their connections. */
const lead = 500;

/** Sends the operations in rotation over all connections. Throws if an answer does not have the size of the right one. */
export async function load({ url, operations, tokens, milliseconds, sizes }: LoadOptions): Promise<LoadFigures> {
  const bodies = operations.map(({ needsToken: _, ...operation }) => JSON.stringify(operation));
  /** The operations that a connection sends: an anonymous one only those that need no token. */
  const sentBy = (token: string | null) =>
    [...operations.keys()].filter((at) => token !== null || !operations[at]?.needsToken);
  const latencies: number[] = [];
  let requests = 0;
  let counted = 0;
  let next = 0;
  let shelf = Math.floor(Math.random() * 900_000);
  const from = performance.now() + lead;
  const end = from + milliseconds;
  await Promise.all(
    tokens.map(async (token, at) => {
      const connection = new Connection(url, token, at % versions);
      const own = sentBy(token);
      while (performance.now() < end) {
        const at = own[next++ % own.length] as number;
        const body = withShelf(bodies[at] as string, anyShelf, shelfOf(shelf++));
        const since = performance.now();
        const chunks = await connection.request(body);
        const now = performance.now();
        if (sizeOf(chunks) !== sizes[at]) throw new Error(`a wrong answer: ${Buffer.concat(chunks).subarray(0, 500)}`);
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
