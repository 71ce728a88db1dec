import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, type Schema, Supergraph } from '@apollo/federation-internals';
import { buildSchema, type GraphQLSchema, isCompositeType, parse, printSchema } from 'graphql';
import { defaultPlanner } from '../../planning/operation-planner.ts';
import { composeSupergraph } from '../../supergraph/compose.ts';
import { FederatedGraph } from '../../supergraph/federated-graph.ts';
import { readCustomScalars } from '../fake/custom-scalars.ts';
import { FakeSubgraph } from '../fake/fake-subgraph.ts';
import { FederationModel } from '../fake/federation-model.ts';
import type { GeneratorOptions } from '../operations/selection-writer.ts';
import { withUnknownTypes } from '../oracle/unknown-types.ts';
import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Links the federation specification. */
export const header = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable",
  "@external", "@requires", "@provides", "@interfaceObject", "@inaccessible", "@override", "@context", "@fromContext"])\n`;

/** A composed supergraph and its fake subgraphs. */
export class TestSupergraph {
  readonly name: string;
  readonly graph: FederatedGraph;
  /** The API schema, with a type for the objects of each interface whose object type is unknown. */
  readonly completionSchema: GraphQLSchema;
  /** The API schema of one server that has all of the data. */
  readonly monolithSchema: GraphQLSchema;
  readonly generatorOptions: GeneratorOptions;
  /** The API schema in Apollo's representation. */
  readonly plannerSchema: Schema;
  readonly subgraphs: ReadonlyMap<string, FakeSubgraph>;
  readonly model: FederationModel;
  /** Whether a subgraph uses `@interfaceObject`. */
  readonly hasInterfaceObjects: boolean;
  /** Whether fields return types that only some of their subgraphs have. */
  readonly hasPartialMembers: boolean;
  /** The names of all object, interface and union types. */
  readonly typenames: readonly string[];

  constructor({
    name,
    subgraphs,
    isHardToPlan = false,
    hasPartialMembers = false,
    writesIntegers = [],
  }: SupergraphDefinition) {
    this.name = name;
    this.hasPartialMembers = hasPartialMembers;
    const sources = Object.entries(subgraphs).map(([subgraph, typeDefs]) => ({
      name: subgraph,
      url: `http://${subgraph}.test`,
      typeDefs: header + typeDefs,
    }));
    const { supergraphSdl } = composeSupergraph(sources);
    this.hasInterfaceObjects = sources.some(({ typeDefs }) =>
      typeDefs.slice(header.length).includes('@interfaceObject'),
    );
    this.graph = new FederatedGraph(supergraphSdl, { createPlanner: defaultPlanner });
    this.completionSchema = withUnknownTypes(this.graph.apiSchema);
    this.monolithSchema = readCustomScalars(buildSchema(printSchema(this.graph.apiSchema)));
    this.generatorOptions = {
      schema: this.graph.apiSchema,
      unionConditionsAnywhere: !isHardToPlan,
      // Introspection would show the types that were added for completion.
      introspection: this.completionSchema === this.graph.apiSchema,
      maxDepth: isHardToPlan ? 4 : 6,
    };
    this.plannerSchema = Supergraph.build(supergraphSdl, {
      supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    }).apiSchema();
    const parsed = sources.map((source) => ({ name: source.name, definitions: parse(source.typeDefs) }));
    this.typenames = Object.values(this.graph.supergraphSchema.getTypeMap())
      .filter((type) => isCompositeType(type) && !type.name.startsWith('_'))
      .map((type) => type.name);
    this.subgraphs = new Map(
      parsed.map(({ name, definitions }) => [name, new FakeSubgraph(name, definitions, writesIntegers.includes(name))]),
    );
    this.model = new FederationModel(
      this.graph.supergraphSchema,
      parsed.map(({ name: subgraph, definitions }) => ({ definitions, schema: this.subgraph(subgraph).schema })),
      { hasPartialMembers, hasLongKeys: writesIntegers.length > 0 },
    );
  }

  subgraph(name: string): FakeSubgraph {
    const found = this.subgraphs.get(name);
    if (!found) throw new Error(`${this.name} has no subgraph ${name}`);
    return found;
  }
}
