import { Pool } from 'undici';
import { percentile } from '../../../bench/report.ts';

/** Requests under way at once. One more is not sent, and counts as not sent in time. */
const maxInFlight = 2_000;
/** Milliseconds between two rounds of sending. */
const tick = 2;

export interface LoadTarget {
  url: string;
  body: string;
  /** The length of the right answer, in bytes. */
  size: number;
}

/** The outcome of a load that does not wait for answers. */
export interface LoadFigures {
  /** Right answers, in a second. */
  goodput: number;
  /** Milliseconds from the time at which a request was due to its right answer. */
  p50: number;
  p99: number;
  /** The share of the requests that were refused. */
  refused: number;
  /** Answers that are neither right nor a refusal with the right form, by their beginning. */
  wrong: string[];
  /** The share of the requests that were sent when they were due, within 20 ms. */
  punctual: number;
}

/** Sends requests at a constant rate, whether or not the answers arrive, as many independent clients do. */
export async function openLoop(target: LoadTarget, rate: number, milliseconds: number): Promise<LoadFigures> {
  const { origin, pathname } = new URL(target.url);
  const pool = new Pool(origin, { connections: maxInFlight, pipelining: 1 });
  const latencies: number[] = [];
  const wrong: string[] = [];
  const pending = new Set<Promise<void>>();
  let [due, punctual, refused] = [0, 0, 0];
  const start = performance.now();
  for (;;) {
    const passed = Math.min(performance.now() - start, milliseconds);
    for (; due < (passed / 1_000) * rate; due++) {
      const dueAt = start + (due / rate) * 1_000;
      if (pending.size >= maxInFlight) continue;
      if (performance.now() - dueAt < 20) punctual++;
      const sent: Promise<void> = send(pool, pathname, target.body).then(({ status, body }) => {
        pending.delete(sent);
        if (status === 200 && body.length === target.size) latencies.push(performance.now() - dueAt);
        else if (isRefusal(status, body)) refused++;
        else wrong.push(`${status} ${body.subarray(0, 200)}`);
      });
      pending.add(sent);
    }
    if (passed >= milliseconds) break;
    await new Promise((resolve) => setTimeout(resolve, tick));
  }
  await Promise.all(pending);
  await pool.destroy();
  return {
    goodput: latencies.length / (milliseconds / 1_000),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    refused: refused / due,
    wrong,
    punctual: punctual / due,
  };
}

/** Sends requests over some connections, each after the answer to the one before, and returns the right answers in a second. */
export async function closedLoop(target: LoadTarget, connections: number, milliseconds: number): Promise<number> {
  const { origin, pathname } = new URL(target.url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const end = performance.now() + milliseconds;
  let right = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        const { status, body } = await send(pool, pathname, target.body);
        if (status === 200 && body.length === target.size) right++;
      }
    }),
  );
  await pool.destroy();
  return right / (milliseconds / 1_000);
}

interface Answer {
  status: number;
  body: Buffer;
}

/** By undici's dispatcher, which takes less time than its `request`: the load must not be the limit. */
function send(pool: Pool, path: string, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    pool.dispatch(
      { method: 'POST', path, body, headers: { 'content-type': 'application/json', accept: 'application/json' } },
      {
        onRequestStart: () => {},
        onResponseStart: (_controller, statusCode) => {
          status = statusCode;
        },
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseEnd: () => resolve({ status, body: Buffer.concat(chunks) }),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

function isRefusal(status: number, body: Buffer): boolean {
  if (status !== 503) return false;
  const { errors } = JSON.parse(body.toString()) as { errors: { extensions: { code: string; retryAfter: number } }[] };
  const [error] = errors;
  return errors.length === 1 && error?.extensions.code === 'RATE_LIMITED' && error.extensions.retryAfter > 0;
}
