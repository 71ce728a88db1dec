import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startTestGateway, type TestGatewayOptions } from '#test-kit/gateway.ts';
import { type GraphQLAnswer, requestGraphQL } from '#test-kit/subgraph.ts';
import { type Watch, type WatchOptions, watch } from '#test-kit/watch.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { startTinySubgraph, type TinySubgraph, type TinySubgraphOptions } from './tiny-subgraph.ts';

/** A gateway over tiny subgraphs, started from a supergraph file as an operator would provide it. */
export interface TinyGraph {
  url: string;
  /** The file that the gateway watches. */
  file: string;
  subgraph(name: string): TinySubgraph;
  request(
    query: string,
    variables?: Record<string, unknown>,
    token?: string | null,
    headers?: Record<string, string>,
  ): Promise<GraphQLAnswer>;
  watch(query: string, options?: WatchOptions): Watch;
  stop(): Promise<void>;
}

export interface TinyGraphOptions extends Omit<TestGatewayOptions, 'urls'> {
  subgraphs: TinySubgraphOptions[];
  /** The URL by which the gateway reaches a subgraph; its own by default. */
  urlOf?: (subgraph: TinySubgraph) => Promise<string>;
}

export async function startTinyGraph({
  subgraphs,
  settings,
  urlOf = async ({ url }) => url,
  ...options
}: TinyGraphOptions): Promise<TinyGraph> {
  const started = await Promise.all(subgraphs.map(startTinySubgraph));
  const folder = await mkdtemp(path.join(os.tmpdir(), 'masar-graph-'));
  const file = path.join(folder, 'supergraph.graphql');
  const reached = await Promise.all(started.map(async (each) => ({ ...each, url: await urlOf(each) })));
  await writeFile(file, composeSupergraph(reached).supergraphSdl);
  const gateway = await startTestGateway({ ...options, settings: { foreign: true, ...settings, supergraph: file } });
  return {
    url: gateway.url,
    file,
    subgraph: (name) => {
      const found = started.find((each) => each.name === name);
      if (!found) throw new Error(`no subgraph ${name}`);
      return found;
    },
    request: (query, variables, token, headers) => requestGraphQL(gateway.url, query, variables, token, headers),
    watch: (query, watchOptions) => watch(gateway.url, query, watchOptions),
    stop: async () => {
      await gateway.stop();
      await Promise.all(started.map((each) => each.stop()));
      await rm(folder, { recursive: true });
    },
  };
}

/** The number of requests to a subgraph that the gateway aborted because no caller waited for them any more. */
export async function abandonedFetches({ url }: TinyGraph, subgraph: string): Promise<number> {
  const metrics = await (await fetch(new URL('/metrics', url))).text();
  const line = new RegExp(
    `^subgraph_fetch_duration_seconds_count\\{[^}]*"${subgraph}"[^}]*"abandoned"[^}]*\\} (\\d+)$`,
    'm',
  );
  return Number(line.exec(metrics)?.[1] ?? 0);
}

/** The code of each error by its path, such as `{ 'things.0.name': 'FORBIDDEN' }`. */
export function codesByPath({
  errors = [],
}: {
  errors?: readonly { path?: readonly unknown[]; extensions: { code: string } }[] | undefined;
}): Record<string, string> {
  return Object.fromEntries(errors.map(({ path: at = [], extensions }) => [at.join('.'), extensions.code]));
}
