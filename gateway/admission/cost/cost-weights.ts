import {
  type ArgumentDefinition,
  type Directive,
  type FieldDefinition,
  type InputFieldDefinition,
  InputObjectType,
  InterfaceType,
  type NamedType,
  ObjectType,
  type Supergraph,
} from '@apollo/federation-internals';

/** The identity of the specification of `@cost` and `@listSize`: the URL by which a supergraph links it, without its version. */
const specification = 'https://specs.apollo.dev/cost';

/** The arguments of a `@listSize`. */
export interface ListSize {
  assumedSize: number | null;
  slicingArguments: readonly string[];
  sizedFields: readonly string[];
  requireOneSlicingArgument: boolean;
}

/**
 * What the directives of a supergraph say of costs (https://ibm.github.io/graphql-specs/cost-spec.html), by schema coordinates. Composition
 * has merged the subgraphs' weights: the greatest counts. The supergraph may link the directives under other names.
 */
export class CostWeights {
  readonly #weights = new Map<string, number>();
  readonly #listSizes = new Map<string, ListSize>();
  /** Whether a field requires exactly one of its slicing arguments. */
  readonly requiresSlicing: boolean;

  constructor({ schema }: Supergraph) {
    const feature = schema.coreFeatures?.getByIdentity(specification);
    this.requiresSlicing = false;
    if (!feature) return;
    const [cost, listSize] = [feature.directiveNameInSchema('cost'), feature.directiveNameInSchema('listSize')];
    for (const type of schema.types()) {
      this.#add(type, cost);
      if (type instanceof InputObjectType) for (const field of type.fields()) this.#add(field, cost);
      if (!(type instanceof ObjectType || type instanceof InterfaceType)) continue;
      for (const field of type.fields()) {
        this.#add(field, cost);
        for (const argument of field.arguments()) this.#add(argument, cost);
        const [size] = field.appliedDirectivesOf(listSize);
        if (size) this.#listSizes.set(field.coordinate, listSizeOf(size));
      }
    }
    this.requiresSlicing = [...this.#listSizes.values()].some(
      ({ slicingArguments, requireOneSlicingArgument }) => slicingArguments.length > 0 && requireOneSlicingArgument,
    );
  }

  /** The `@cost` at a coordinate: `Trip`, `Trip.seats`, `Trip.bookings(first:)`, `TripFilter.maxPrice`. */
  weight(coordinate: string): number | undefined {
    return this.#weights.get(coordinate);
  }

  /** The `@listSize` of a field. */
  listSize(coordinate: string): ListSize | undefined {
    return this.#listSizes.get(coordinate);
  }

  #add(element: NamedType | Field | ArgumentDefinition<Field> | InputFieldDefinition, directive: string): void {
    const [applied] = element.appliedDirectivesOf(directive);
    const weight: unknown = applied?.arguments().weight;
    if (typeof weight === 'number') this.#weights.set(element.coordinate, weight);
  }
}

type Field = FieldDefinition<ObjectType | InterfaceType>;

function listSizeOf(applied: Directive): ListSize {
  const { assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument } = applied.arguments() as Partial<
    Record<keyof ListSize, unknown>
  >;
  return {
    assumedSize: typeof assumedSize === 'number' ? assumedSize : null,
    slicingArguments: Array.isArray(slicingArguments) ? slicingArguments : [],
    sizedFields: Array.isArray(sizedFields) ? sizedFields : [],
    requireOneSlicingArgument: requireOneSlicingArgument !== false,
  };
}
