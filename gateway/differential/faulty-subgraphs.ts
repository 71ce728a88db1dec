import type { JsonObject } from '../graphql/json-object.ts';
import { AnswerQueue } from './answer-queue.ts';
import { FakeData } from './fake/fake-data.ts';
import { asksEntities, type FakeRun, type FaultlessAnswer } from './fake/subgraph.ts';
import { type FaultKind, type FaultyAnswer, injectFaults } from './faults/inject.ts';
import type { FaultProfile } from './faults/profiles.ts';
import type { World } from './world.ts';

/** What two seeds make of the data and of the faults. */
export interface Seeds {
  data: number;
  faults: number;
  profile: FaultProfile;
}

/** The subgraphs of a world for several runs of one operation over the same data. */
export class FaultySubgraphs {
  readonly world: World;
  readonly seeds: Seeds;
  readonly #known: Map<string, FaultlessAnswer>;

  constructor(world: World, seeds: Seeds, known: Map<string, FaultlessAnswer> = new Map()) {
    this.world = world;
    this.seeds = seeds;
    this.#known = known;
  }

  /** The same data with other faults. */
  withFaults(faults: number, profile: FaultProfile): FaultySubgraphs {
    return new FaultySubgraphs(this.world, { data: this.seeds.data, faults, profile }, this.#known);
  }

  run(): SubgraphsRun {
    return new SubgraphsRun(this, this.#known);
  }
}

/** The subgraphs as one run of an operation finds them. */
export class SubgraphsRun {
  readonly faults = new Set<FaultKind>();
  /** What was sent, as a text of each. */
  readonly sent: string[] = [];
  readonly #subgraphs: FaultySubgraphs;
  readonly #known: Map<string, FaultlessAnswer>;
  readonly #queue = new AnswerQueue();
  readonly #run: FakeRun;

  constructor(subgraphs: FaultySubgraphs, known: Map<string, FaultlessAnswer>) {
    this.#subgraphs = subgraphs;
    this.#known = known;
    this.#run = { data: new FakeData(subgraphs.world.knowledge, subgraphs.seeds.data), mutations: 0 };
  }

  /** Rejects with TransportFailure where there is no answer, and with what is wrong with a query. */
  ask(subgraph: string, query: string, variables: JsonObject): Promise<FaultyAnswer> {
    const text = `${subgraph} ${query} ${JSON.stringify(variables)}`;
    this.sent.push(text);
    return this.#queue.answer(text, () => this.#answer(subgraph, query, text, variables));
  }

  #answer(name: string, query: string, text: string, variables: JsonObject): FaultyAnswer {
    const { world, seeds } = this.#subgraphs;
    const subgraph = world.subgraph(name);
    const read = subgraph.read(query);
    let answer = this.#known.get(text);
    if (!answer) {
      answer = subgraph.answer(query, JSON.parse(JSON.stringify(variables)), this.#run);
      // A mutation has another answer each time.
      if (read.operation.operation !== 'mutation') this.#known.set(text, answer);
    }
    return injectFaults(answer, {
      profile: seeds.profile,
      seed: seeds.faults,
      subgraph: name,
      asksEntities: asksEntities(read),
      typenames: world.typenames,
      tell: (kind) => this.faults.add(kind),
    });
  }
}
