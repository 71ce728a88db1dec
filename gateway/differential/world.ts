import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, type Schema, Supergraph } from '@apollo/federation-internals';
import { type GraphQLSchema, isCompositeType, parse } from 'graphql';
import { composeSupergraph } from '../supergraph/compose.ts';
import { FederatedGraph } from '../supergraph/federated-graph.ts';
import { Knowledge } from './fake/knowledge.ts';
import { FakeSubgraph } from './fake/subgraph.ts';
import type { ClientSchema } from './operations/selection-writer.ts';
import { withUnknownTypes } from './oracle/unknown-types.ts';
import type { SupergraphCase } from './supergraphs/supergraph-case.ts';

const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable",
  "@external", "@requires", "@provides", "@interfaceObject", "@inaccessible", "@override", "@context", "@fromContext"])\n`;

/** A supergraph, its subgraphs with made-up data, and what they know together. */
export class World {
  readonly name: string;
  readonly graph: FederatedGraph;
  /** What clients see, with types for objects of which only an interface is known. */
  readonly completionSchema: GraphQLSchema;
  /** What operations are written against. */
  readonly client: ClientSchema;
  /** What clients see, in the planner's own terms. */
  readonly plannerSchema: Schema;
  readonly subgraphs: ReadonlyMap<string, FakeSubgraph>;
  readonly knowledge: Knowledge;
  /** Whether a subgraph has as an object what is an interface. */
  readonly hasInterfaceObjects: boolean;
  /** Of objects, interfaces and unions. */
  readonly typenames: readonly string[];

  constructor({ name, subgraphs, isHardToPlan = false }: SupergraphCase) {
    this.name = name;
    const sources = Object.entries(subgraphs).map(([subgraph, typeDefs]) => ({
      name: subgraph,
      url: `http://${subgraph}.test`,
      typeDefs: header + typeDefs,
    }));
    const { supergraphSdl } = composeSupergraph(sources);
    this.hasInterfaceObjects = sources.some(({ typeDefs }) =>
      typeDefs.slice(header.length).includes('@interfaceObject'),
    );
    this.graph = new FederatedGraph(supergraphSdl);
    this.completionSchema = withUnknownTypes(this.graph.apiSchema);
    this.client = {
      schema: this.graph.apiSchema,
      unionsAnywhere: !isHardToPlan,
      // Else the types that stand for the unknown would be in the answer.
      introspection: this.completionSchema === this.graph.apiSchema,
      maxDepth: isHardToPlan ? 4 : 6,
    };
    this.plannerSchema = Supergraph.build(supergraphSdl, {
      supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    }).apiSchema();
    const read = sources.map((source) => ({ name: source.name, definitions: parse(source.typeDefs) }));
    this.typenames = Object.values(this.graph.supergraphSchema.getTypeMap())
      .filter((type) => isCompositeType(type) && !type.name.startsWith('_'))
      .map((type) => type.name);
    this.subgraphs = new Map(read.map((each) => [each.name, new FakeSubgraph(each.name, each.definitions)]));
    this.knowledge = new Knowledge(
      this.graph.supergraphSchema,
      read.map(({ name: subgraph, definitions }) => ({ definitions, schema: this.subgraph(subgraph).schema })),
    );
  }

  subgraph(name: string): FakeSubgraph {
    const found = this.subgraphs.get(name);
    if (!found) throw new Error(`${this.name} has no subgraph ${name}`);
    return found;
  }
}
