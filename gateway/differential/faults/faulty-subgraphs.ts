import { stringifyJson } from '#platform/lossless-json.ts';
import type { JsonObject } from '../../graphql/json-object.ts';
import { FakeData } from '../fake/fake-data.ts';
import { type FakeRun, type FaultlessResponse, isEntityQuery } from '../fake/fake-subgraph.ts';
import { readVariables } from '../fake/read-variables.ts';
import type { TestSupergraph } from '../supergraphs/test-supergraph.ts';
import { type FaultKind, type FaultyResponse, injectFaults } from './inject-faults.ts';
import type { FaultProfile } from './profiles.ts';
import { ResponseScheduler } from './response-scheduler.ts';

/** Determines the data and the faults of a run. */
export interface RunSeeds {
  data: number;
  faults: number;
  profile: FaultProfile;
}

/** The subgraphs of a supergraph for several runs of one operation over the same data. */
export class FaultySubgraphs {
  readonly supergraph: TestSupergraph;
  readonly seeds: RunSeeds;
  readonly #responses: Map<string, FaultlessResponse>;

  constructor(supergraph: TestSupergraph, seeds: RunSeeds, responses: Map<string, FaultlessResponse> = new Map()) {
    this.supergraph = supergraph;
    this.seeds = seeds;
    this.#responses = responses;
  }

  /** The same data with other faults. */
  withFaults(faults: number, profile: FaultProfile): FaultySubgraphs {
    return new FaultySubgraphs(this.supergraph, { data: this.seeds.data, faults, profile }, this.#responses);
  }

  startRun(): SubgraphsRun {
    return new SubgraphsRun(this, this.#responses);
  }
}

/** The subgraphs during one run of an operation. */
export class SubgraphsRun {
  /** The faults injected so far. */
  readonly faults = new Set<FaultKind>();
  /** The requests so far, each as subgraph, query and variables. */
  readonly requests: string[] = [];
  readonly #subgraphs: FaultySubgraphs;
  /** Faultless responses by request. All runs share them. */
  readonly #responses: Map<string, FaultlessResponse>;
  readonly #scheduler = new ResponseScheduler();
  readonly #run: FakeRun;

  constructor(subgraphs: FaultySubgraphs, responses: Map<string, FaultlessResponse>) {
    this.#subgraphs = subgraphs;
    this.#responses = responses;
    this.#run = { data: new FakeData(subgraphs.supergraph.model, subgraphs.seeds.data), mutations: 0 };
  }

  /** Rejects with TransportFailure when the fault is that there is no response, and with an Error for an invalid query. */
  request(subgraph: string, query: string, variables: JsonObject): Promise<FaultyResponse> {
    const request = `${subgraph} ${query} ${stringifyJson(variables)}`;
    this.requests.push(request);
    return this.#scheduler.schedule(request, () => this.#respond(subgraph, query, request, variables));
  }

  #respond(name: string, query: string, request: string, variables: JsonObject): FaultyResponse {
    const { supergraph, seeds } = this.#subgraphs;
    const subgraph = supergraph.subgraph(name);
    const parsed = subgraph.parse(query);
    let response = this.#responses.get(request);
    if (!response) {
      response = subgraph.execute(query, readVariables(variables), this.#run);
      // The result of a mutation depends on those before it.
      if (parsed.operation.operation !== 'mutation') this.#responses.set(request, response);
    }
    return injectFaults(response, {
      profile: seeds.profile,
      seed: seeds.faults,
      subgraph: name,
      isEntityQuery: isEntityQuery(parsed),
      typenames: supergraph.typenames,
      record: (kind) => this.faults.add(kind),
    });
  }
}
