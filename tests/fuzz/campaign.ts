import { Dice } from './dice.ts';
import { exchange } from './exchange.ts';
import { faultOf } from './faults.ts';
import { graphqlOperations } from './generators/graphql-operations.ts';
import { httpBytes } from './generators/http-bytes.ts';
import { jsonBodies } from './generators/json-bodies.ts';
import { oauthForms } from './generators/oauth-forms.ts';
import { streams } from './generators/streams.ts';
import { tokens } from './generators/tokens.ts';
import { webSockets } from './generators/web-sockets.ts';
import type { FuzzInput, Generator } from './input.ts';
import type { FuzzTarget } from './target.ts';

/** The time for a response and for a connection to close, in milliseconds: above REQUEST_TIMEOUT_SECONDS, on a busy machine. */
const bound = 60_000;
const concurrency = 48;
/** Inputs between two sign-ins. */
const renewal = 400;

/** The first inputs that failed, as a message that says how to repeat each. */
export class FuzzFailure extends Error {}

export interface FuzzOptions {
  seed: number;
  inputs: number;
  /** Goes on after a failing input, up to this many failures. */
  failures?: number;
}

/** How many inputs of each kind were sent, and what statuses they got. */
export type FuzzCounts = Record<string, Record<string, number>>;

/**
 * Sends inputs with the seeds from `seed` on, and checks each response.
 *
 * @throws FuzzFailure with the seed, the fault and the bytes of each failing input.
 */
export async function fuzz(target: FuzzTarget, { seed, inputs, failures = 1 }: FuzzOptions): Promise<FuzzCounts> {
  const kinds: Record<string, Generator> = {
    http: httpBytes,
    json: jsonBodies,
    graphql: graphqlOperations(),
    websocket: webSockets(),
    streams: streams(),
    tokens,
    oauth: oauthForms,
  };
  // More of those with more to vary.
  const names = [
    'http',
    'http',
    'json',
    'graphql',
    'graphql',
    'graphql',
    'websocket',
    'websocket',
    'streams',
    'tokens',
    'oauth',
    'oauth',
  ];
  const counts: FuzzCounts = {};
  const faults: string[] = [];
  const running = new Set<number>();
  let next = seed;
  const sendNext = async (): Promise<void> => {
    const current = next++;
    const dice = new Dice(current);
    const kind = dice.pick(names);
    const input = (kinds[kind] as Generator)(dice, target.vocabulary());
    running.add(current);
    const result = await exchange(input, target.portOf(input.port), bound);
    running.delete(current);
    const status = /^HTTP\/1\.\d (\d{3})/.exec(result.received.toString('latin1'))?.[1] ?? result.end;
    counts[kind] ??= {};
    const ofKind = counts[kind];
    ofKind[status] = (ofKind[status] ?? 0) + 1;
    const fault = faultOf(input, result, target);
    if (fault !== null) faults.push(`seed ${current}, ${kind}: ${fault}\n${shown(input)}\n=> ${text(result.received)}`);
    const errors = target.takeErrors();
    if (errors.length > 0)
      faults.push(`logged during the seeds ${[current, ...running].join(', ')}:\n${errors.join('')}`);
  };
  const reportCrash = () => console.error(`the process ends during the seeds ${[...running].join(', ')}`);
  process.on('uncaughtExceptionMonitor', reportCrash);
  while (next < seed + inputs && faults.length < failures) {
    await target.renewTokens();
    const end = Math.min(next + renewal, seed + inputs);
    const client = async () => {
      while (next < end && faults.length < failures) await sendNext();
    };
    await Promise.all(Array.from({ length: concurrency }, client));
  }
  process.off('uncaughtExceptionMonitor', reportCrash);
  if (faults.length > 0) throw new FuzzFailure(faults.join('\n\n'));
  return counts;
}

const text = (bytes: Buffer): string => bytes.subarray(0, 3_000).toString('utf8');

const shown = ({ port, parts, leaves }: FuzzInput): string =>
  [`to ${port}, ${leaves}`, ...parts.map((part) => JSON.stringify(text(part)))].join('\n');
