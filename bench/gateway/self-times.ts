import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';

/** The parts of a V8 CPU profile (`node --cpu-prof`) used here. Times are microseconds of the machine's monotonic clock. */
interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  startTime: number;
  samples: number[];
  timeDeltas: number[];
}

interface SelfTime {
  name: string;
  /** The share of the time in which the process was not idle. */
  share: number;
}

interface SelfTimes {
  areas: SelfTime[];
  functions: SelfTime[];
}

/** The area of code by its file: the first pattern that matches. V8 counts the time of JSON functions as that of their caller. */
const areas: readonly (readonly [string, RegExp])[] = [
  ['counted use', /\/gateway\/usage\/|\/registry\/|client-name\.ts|\/node_modules\/(?:pg|pg-\w+|kysely|@mikro-orm)\//],
  ['admission', /\/gateway\/admission\//],
  ['planning', /\/gateway\/planning\/|@apollo\//],
  ['response', /\/gateway\/execution\/response\//],
  ['upstream HTTP', /\/node_modules\/undici\/|\/gateway\/upstream\//],
  ['execution', /\/gateway\/execution\//],
  ['GraphQL over HTTP', /\/gateway\/|\/platform\/(?:http|graphql)\//],
  ['HTTP in', /fastify|find-my-way|light-my-request|node:_http|node:internal\/http/],
  ['metrics', /prom-client/],
  ['graphql', /\/node_modules\/graphql\//],
  ['streams and sockets', /node:net|node:internal\/streams|node:stream|stream_base_commons/],
  ['other packages', /\/node_modules\//],
  ['rest of the product', /^file:/],
  ['writing to sockets', /^native:write/],
  ['garbage collection', /^native:\(garbage/],
  ['engine and kernel', /^native:(?:\(program|runMicrotasks|RegExp)/],
  ['Node', /^(?:node|native|wasm):/],
];

/** Two times of `process.hrtime.bigint()`, a clock that all processes of a machine share. */
export interface Period {
  from: bigint;
  to: bigint;
}

/** Prints the self times of every process that wrote a profile into the folder, during a period. */
export function printSelfTimes(title: string, folder: string, during: Period): void {
  for (const file of readdirSync(folder)) {
    const { areas, functions } = selfTimes(path.join(folder, file), during);
    console.log(`\n${title}, share of the time in which it was not idle`);
    for (const { name, share } of [...areas, ...functions.slice(0, 30)]) {
      console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${name}`);
    }
  }
}

/** Returns the self times of a process, the longest first. */
function selfTimes(file: string, { from, to }: Period): SelfTimes {
  const profile: CpuProfile = JSON.parse(readFileSync(file, 'utf8'));
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byArea = new Map<string, number>();
  const byFunction = new Map<string, number>();
  let total = 0;
  let now = profile.startTime;
  for (const [at, id] of profile.samples.entries()) {
    now += profile.timeDeltas[at] ?? 0;
    // A sample lasts until the next one.
    const duration = profile.timeDeltas[at + 1] ?? 0;
    const frame = frames.get(id);
    if (!frame || now < from / 1_000n || now > to / 1_000n || frame.functionName === '(idle)') continue;
    const { functionName, url, lineNumber } = frame;
    const place = url.replace(`file://${projectRoot}`, '').replace(/^.*\/node_modules\//, '');
    const called = functionName || '(anonymous)';
    const name = url ? `${called} ${place}:${lineNumber + 1}` : called;
    const area = areas.find(([, files]) => files.test(url || `native:${called}`))?.[0] ?? 'unknown';
    byFunction.set(name, (byFunction.get(name) ?? 0) + duration);
    byArea.set(area, (byArea.get(area) ?? 0) + duration);
    total += duration;
  }
  const shares = (times: ReadonlyMap<string, number>) =>
    [...times].map(([name, time]) => ({ name, share: time / total })).sort((a, b) => b.share - a.share);
  return { areas: shares(byArea), functions: shares(byFunction) };
}
