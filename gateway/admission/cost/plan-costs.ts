import {
  type GraphQLCompositeType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { renameVariables } from '../../execution/execution.ts';
import { responseKey } from '../../graphql/field-identity.ts';
import { type FetchOperation, readFetch } from '../../planning/query-plan/fetch-operation.ts';
import { fetchesOf, type PlacedFetch } from '../../planning/query-plan/fetches-of.ts';
import type { OperationPlan } from '../../planning/query-plan/operation-plan.ts';
import { type PlanPath, stepsOf } from '../../planning/query-plan/response-path.ts';
import { CostCompiler, type SizedFields } from './cost-compiler.ts';
import { type CoercedVariables, CostProgram, type Term } from './cost-program.ts';
import type { CostSchema } from './field-costs.ts';

/** The costs of a plan, by the names of its subgraphs, from the values of the variables. */
export type PlanCosts = (variables: CoercedVariables) => ReadonlyMap<string, number>;

/** A field of the response: how many values it has for one object, and the fields of these. */
interface Position {
  size: Term;
  below: Map<string, Position>;
}

/**
 * Compiles what the fetches of a plan cost each subgraph. A fetch of entities costs 1 for each entity that it may be for, beside what it
 * selects: as many as the lists on its path are long.
 *
 * @throws Refusal OPERATION_TOO_LARGE
 */
export function compilePlanCosts(
  costs: CostSchema,
  { plan, clientVariables }: Pick<OperationPlan, 'plan' | 'clientVariables'>,
): PlanCosts {
  const program = new CostProgram();
  const root: Position = { size: 1, below: new Map() };
  const terms = new Map<string, Term[]>();
  for (const placed of plan.node ? fetchesOf(plan.node) : []) {
    const operation = readFetch(placed.fetch);
    const fetch = new FetchCosts(costs, program, operation);
    const { size, position } = locate(program, root, placed.path);
    const cost = program.product([size, fetch.cost(placed)]);
    fetch.addSizes(placed, position);
    terms.set(operation.subgraph, [...(terms.get(operation.subgraph) ?? []), cost]);
  }
  const sums = new Map([...terms].map(([subgraph, each]) => [subgraph, program.sum(each)] as const));
  if (![...sums.values()].some((sum) => typeof sum !== 'number')) {
    const known = program.runAll(sums, {});
    return () => known;
  }
  return (variables) =>
    program.runAll(sums, clientVariables.size > 0 ? renameVariables({ ...variables }, clientVariables) : variables);
}

/** The place of a path in the response, and the number of objects there. */
function locate(program: CostProgram, root: Position, path: PlanPath): { size: Term; position: Position } {
  const sizes: Term[] = [];
  let position = root;
  for (const { key } of stepsOf(path)) {
    if (key === null) continue;
    const next = position.below.get(key) ?? { size: 1, below: new Map() };
    position.below.set(key, next);
    sizes.push(next.size);
    position = next;
  }
  return { size: program.product(sizes), position };
}

class FetchCosts {
  readonly #costs: CostSchema;
  readonly #program: CostProgram;
  readonly #operation: FetchOperation;
  readonly #compiler: CostCompiler;

  constructor(costs: CostSchema, program: CostProgram, operation: FetchOperation) {
    this.#costs = costs;
    this.#program = program;
    this.#operation = operation;
    this.#compiler = new CostCompiler({ ...costs, program, fragments: operation.fragments, isStrict: false });
  }

  /** The cost of the fetch for one object at its path. */
  cost(placed: PlacedFetch): Term {
    const { operation } = this.#operation;
    if (placed.fetch.requires) {
      const entities = this.#entitySets().map((set) => this.#compiler.entities(set));
      return this.#program.sum([1, ...entities]);
    }
    const type = this.#costs.schema.getRootType(operation.operation);
    return type ? this.#compiler.selections(type, [operation.selectionSet]) : 0;
  }

  /** Adds the lengths of the lists that the fetch selects to those below a position, for the paths of later fetches. */
  addSizes({ fetch }: PlacedFetch, position: Position): void {
    const { operation } = this.#operation;
    const renamed = new Map(
      (fetch.outputRewrites ?? []).flatMap((rewrite) =>
        rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo]] : [],
      ),
    );
    const type = fetch.requires ? undefined : this.#costs.schema.getRootType(operation.operation);
    const sets = fetch.requires ? this.#entitySets() : [operation.selectionSet];
    for (const set of sets) this.#addSet(set, { type: type ?? undefined, sized: undefined, position, renamed });
  }

  #entitySets(): SelectionSetNode[] {
    const { selections } = this.#operation.operation.selectionSet;
    return selections.flatMap((each) => (each.kind === Kind.FIELD && each.selectionSet ? [each.selectionSet] : []));
  }

  #addSet(set: SelectionSetNode, at: SizesAt): void {
    const { schema } = this.#costs;
    for (const each of set.selections) {
      if (each.kind !== Kind.FIELD) {
        const fragment = each.kind === Kind.INLINE_FRAGMENT ? each : this.#operation.fragments.get(each.name.value);
        const type = fragment?.typeCondition ? schema.getType(fragment.typeCondition.name.value) : at.type;
        if (fragment) this.#addSet(fragment.selectionSet, { ...at, type: isCompositeType(type) ? type : at.type });
        continue;
      }
      if (!each.selectionSet || !at.type) continue;
      const own = at.sized?.get(each.name.value);
      for (const owner of this.#ownersOf(at.type, each.name.value)) {
        const field = owner.getFields()[each.name.value];
        const type = field && getNamedType(field.type);
        if (!field || !isCompositeType(type)) continue;
        const { size, sized } = this.#compiler.sizes(field, each, `${owner.name}.${field.name}`, own);
        const key = responseKey(each);
        const position = this.#positionOf(at.position, at.renamed.get(key) ?? key, size);
        this.#addSet(each.selectionSet, { ...at, type, sized, position });
      }
    }
  }

  /** The types that declare a field: of an abstract type one for each `@listSize` that its possible types have for it. */
  #ownersOf(type: GraphQLCompositeType, field: string) {
    const { schema, weights } = this.#costs;
    if (isObjectType(type)) return [type];
    if (!isAbstractType(type)) return [];
    const possible = schema.getPossibleTypes(type);
    return [...new Map(possible.map((each) => [weights.listSize(`${each.name}.${field}`), each])).values()];
  }

  #positionOf(above: Position, key: string, size: Term): Position {
    const known = above.below.get(key);
    const position = known ?? { size, below: new Map() };
    if (known) known.size = this.#program.max([known.size, size]);
    above.below.set(key, position);
    return position;
  }
}

interface SizesAt {
  type: GraphQLCompositeType | undefined;
  sized: SizedFields | undefined;
  position: Position;
  /** The response keys that the plan gives to others, by these. */
  renamed: ReadonlyMap<string, string>;
}
