import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import type { OperationParts } from '../../graphql/operation-parts.ts';
import { type Condition, collectSelections, type SelectedField } from './collect-selections.ts';
import { type CostProgram, keyOf, type Term, withinBounds } from './cost-program.ts';
import { type CostSchema, fieldCost, introspectionCost } from './field-costs.ts';
import { listDepth, listSizeTerm } from './list-sizes.ts';

/** The lengths of the lists in fields of an object, by the field's name, that a `@listSize` with `sizedFields` above describes. */
export type SizedFields = ReadonlyMap<string, Term>;

/** Fields, counted for each type of object that may have them, that are looked at to compile the cost of an operation. */
export const maxFieldVisits = 50_000;

type Field = ReturnType<GraphQLObjectType['getFields']>[string];

interface CompilerOptions extends CostSchema {
  program: CostProgram;
  fragments: OperationParts['fragments'];
  /** Whether a missing slicing argument makes the cost not a number. */
  isStrict: boolean;
}

/**
 * Compiles selections into the terms of their cost: the specification's field cost, and for each object or leaf the weight of its type
 * where the schema gives it one.
 */
export class CostCompiler {
  readonly #options: CompilerOptions;
  readonly #known = new Map<string, Term>();
  #visits = 0;

  constructor(options: CompilerOptions) {
    this.#options = options;
  }

  /**
   * The cost of what selection sets select on one object of a type: of an abstract type, the greatest of its possible types.
   *
   * @throws Refusal OPERATION_TOO_LARGE
   */
  selections(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], sized?: SizedFields): Term {
    const { schema, program } = this.#options;
    if (!isAbstractType(type)) return this.#ofObject(type, sets, sized);
    return program.max(schema.getPossibleTypes(type).map((each) => this.#ofObject(each, sets, sized)));
  }

  /** As `selections`, of the entities that the type conditions of a selection set admit. */
  entities(set: SelectionSetNode): Term {
    const { schema, program, fragments } = this.#options;
    const types = new Set<GraphQLObjectType>();
    for (const each of set.selections) {
      const fragment = each.kind === Kind.FRAGMENT_SPREAD ? fragments.get(each.name.value) : each;
      if (fragment?.kind === Kind.FIELD) continue;
      const type = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
      if (isObjectType(type)) types.add(type);
      else if (isAbstractType(type)) for (const possible of schema.getPossibleTypes(type)) types.add(possible);
    }
    return program.max([...types].map((type) => this.#ofObject(type, [set], undefined)));
  }

  /** The length of the lists in a field, and of those in fields of its object. The length of a field that is no list is 1. */
  sizes(field: Field, node: FieldNode, coordinate: string, own?: Term): { size: Term; sized: SizedFields | undefined } {
    const { program, sizing, weights, isStrict } = this.#options;
    const listSize = weights.listSize(coordinate);
    const described = listSize && listSizeTerm(program, { listSize, sizing, isStrict }, { field, node });
    const isOwn = listSize !== undefined && listSize.sizedFields.length === 0;
    const depth = listDepth(field.type);
    const lengths: Term[] = Array.from({ length: depth }, () => sizing.assumedSize);
    if (depth > 0) lengths[0] = own ?? (isOwn && described !== undefined ? described : sizing.assumedSize);
    const sized =
      listSize && !isOwn && described !== undefined
        ? new Map(listSize.sizedFields.map((name) => [name, described]))
        : undefined;
    return { size: program.product(lengths), sized };
  }

  #ofObject(type: GraphQLObjectType, sets: readonly SelectionSetNode[], sized: SizedFields | undefined): Term {
    const { program, weights } = this.#options;
    const lengths = sized ? [...sized].map(([name, term]) => `${name}=${keyOf([term])}`) : [];
    const key = [type.name, ...sets.map((each) => program.idOf(each)), ...lengths].join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const fields = [...collectSelections(this.#options, type, sets).values()];
    this.#visits += fields.reduce((sum, { length }) => sum + length, 1);
    if (this.#visits > maxFieldVisits) throw new Refusal('OPERATION_TOO_LARGE', { limit: maxFieldVisits });
    const terms = fields.map((selected) => this.#ofSelected(type, selected, sized));
    const term = program.sum([...terms, withinBounds(weights.weight(type.name) ?? 0)]);
    this.#known.set(key, term);
    return term;
  }

  /** The cost of the fields with one response key: of all that no condition is on together, and of each of the others. */
  #ofSelected(type: GraphQLObjectType, selected: readonly SelectedField[], sized: SizedFields | undefined): Term {
    const { program } = this.#options;
    const certain = selected.flatMap(({ node, conditions }) => (conditions.length === 0 ? [node] : []));
    const uncertain = selected.filter(({ node, conditions }) => conditions.length > 0 && !certain.includes(node));
    const terms = certain.length > 0 ? [this.#ofField(type, certain, sized)] : [];
    return program.sum([
      ...terms,
      ...uncertain.map(({ node, conditions }) => this.#when(conditions, this.#ofField(type, [node], sized))),
    ]);
  }

  #when(conditions: readonly Condition[], term: Term): Term {
    const { program } = this.#options;
    return conditions.reduce((rest, { variable, expected }) => program.when(variable, expected, rest), term);
  }

  #ofField(type: GraphQLObjectType, nodes: readonly FieldNode[], sized: SizedFields | undefined): Term {
    const { program, weights } = this.#options;
    const [node] = nodes;
    if (!node || node.name.value === '__typename') return 0;
    if (node.name.value.startsWith('__')) return introspectionCost;
    const field = type.getFields()[node.name.value];
    // Clients see no such field; a fetch may select one that only its subgraph has.
    if (!field) return 0;
    const coordinate = `${type.name}.${field.name}`;
    const named = getNamedType(field.type);
    const { size, sized: below } = this.sizes(field, node, coordinate, sized?.get(field.name));
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const value = isCompositeType(named)
      ? this.selections(named, sets, below)
      : withinBounds(weights.weight(named.name) ?? 0);
    const cost = fieldCost(this.#options, type, field, node);
    const own =
      typeof cost === 'number'
        ? cost
        : program.step(`own ${program.idOf(node)} ${coordinate}`, (_results, variables) => cost(variables));
    return program.sum([own, program.product([size, value])]);
  }
}
