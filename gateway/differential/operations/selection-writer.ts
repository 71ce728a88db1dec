import {
  doTypesOverlap,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import type { Choices } from './choices.ts';
import type { VariableWriter } from './variable-writer.ts';

interface Fragment {
  name: string;
  type: GraphQLCompositeType;
  body: string;
  usesVariables: boolean;
  /** How many fields it brings wherever it is spread. */
  size: number;
  /** Whether the operation that is written may spread it. */
  isAvailable: boolean;
}

type Field = GraphQLField<unknown, unknown>;

/** A selection made before, to be made again. */
interface Selected {
  field: Field;
  /** The alias, the name and the arguments. */
  text: string;
}

// None is the name of a field: the planner asks for keys by their names, and mixes them up with what an alias calls so.
const aliases: readonly string[] = ['a', 'b', 'c', 'constructor', 'toString', '_entities'];

/** The schema that operations are written against. */
export interface ClientSchema {
  schema: GraphQLSchema;
  /** Whether a union may be the type condition of what is of another type: the planner does not take that everywhere. */
  unionsAnywhere: boolean;
  maxDepth: number;
  introspection: boolean;
}

/** Writes valid selection sets. What has one response key is one field with one set of arguments wherever it stands. */
export class SelectionWriter {
  readonly fragments: Fragment[] = [];
  readonly features: Set<string>;
  deepest = 0;
  /** How many fields more there may be, each counted wherever its fragment is spread. */
  #left = 36;
  readonly #schema: GraphQLSchema;
  readonly #choices: Choices;
  readonly #keys = new Map<string, string>();
  readonly #selected = new Map<string, Selected[]>();
  #variables: VariableWriter;
  readonly #unionsAnywhere: boolean;
  readonly #maxDepth: number;

  constructor({ schema, unionsAnywhere, maxDepth }: ClientSchema, choices: Choices, variables: VariableWriter) {
    this.#unionsAnywhere = unionsAnywhere;
    this.#maxDepth = maxDepth;
    this.#schema = schema;
    this.#choices = choices;
    this.#variables = variables;
    this.features = variables.features;
  }

  /** From now on variables are those of another operation of the document. */
  useVariables(variables: VariableWriter): void {
    this.#variables = variables;
    this.#selected.clear();
    for (const fragment of this.fragments) if (fragment.usesVariables) fragment.isAvailable = false;
  }

  selectionSet(type: GraphQLCompositeType, depth: number, nesting = 0): string {
    const selections = this.#selections(type, depth, nesting);
    // The planner leaves out an object, and a mutation with it, of which it finds that no field is ever included.
    const isSure =
      depth === 1 || nesting > 0 || selections.some((each) => !each.includes('@') && !each.startsWith('...'));
    return `{ ${[...selections, ...(isSure ? [] : ['__typename'])].join(' ')} }`;
  }

  #selections(type: GraphQLCompositeType, depth: number, nesting: number): string[] {
    this.deepest = Math.max(this.deepest, depth);
    const choices = this.#choices;
    const count = 1 + choices.below(depth === 1 ? 4 : 3.4);
    const selections: string[] = [];
    do selections.push(this.#selection(type, depth, nesting));
    while (selections.length < count && this.#left > 0);
    return selections;
  }

  /** One field of a root, and nothing else. */
  rootField(type: GraphQLObjectType): string {
    return `{ ${this.#field(type, 1, '')} }`;
  }

  /** `@skip`, `@include`, both, or nothing. */
  directives(rate: number): string {
    if (!this.#choices.happens(rate)) return '';
    const names = this.#choices.of(['include', 'skip', 'skip include']).split(' ');
    return names
      .map((name) => {
        const condition = this.#variables.condition();
        this.features.add(condition.startsWith('$') ? `@${name} by a variable` : `@${name} by a value`);
        return ` @${name}(if: ${condition})`;
      })
      .join('');
  }

  #selection(type: GraphQLCompositeType, depth: number, nesting: number): string {
    const choices = this.#choices;
    const kind = choices.below(100);
    if (nesting < 3) {
      if (isUnionType(type) ? kind >= 25 : kind >= 84) return this.#inlineFragment(type, depth, nesting);
      if (kind >= 75) return this.#namedFragment(type, depth, nesting);
    }
    if (kind >= 70 || isUnionType(type)) return this.#typename();
    const before = this.#selected.get(type.name);
    if (kind >= 60 && before) {
      this.features.add('a field twice');
      return this.#selectionOf(choices.of(before), depth);
    }
    return this.#field(type, depth);
  }

  #field(type: GraphQLObjectType | GraphQLInterfaceType, depth: number, directives?: string): string {
    const choices = this.#choices;
    const all = Object.values(type.getFields());
    const leaves = all.filter((field) => isLeafType(getNamedType(field.type)));
    const isLast = depth >= this.#maxDepth || this.#left <= 0 || choices.areUsedUp;
    const candidates = isLast ? leaves : choices.happens(0.62) ? all.filter((each) => !leaves.includes(each)) : all;
    if (candidates.length === 0 && isLast) return this.#typename();
    const field = choices.of(candidates.length > 0 ? candidates : all);
    const args = this.#arguments(field);
    const selected = { field, text: this.#named(field, args) };
    this.#selected.set(type.name, [...(this.#selected.get(type.name) ?? []), selected]);
    return this.#selectionOf(selected, depth, directives);
  }

  #selectionOf({ field, text }: Selected, depth: number, directives = this.directives(0.13)): string {
    this.#left--;
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return text + directives;
    return `${text}${directives} ${this.selectionSet(named, depth + 1)}`;
  }

  #named({ name, type }: Field, args: string): string {
    const meaning = `${name}${args}: ${type}`;
    const choices = this.#choices;
    let key = choices.happens(0.16) ? choices.of(aliases) : name;
    for (let number = 1; (this.#keys.get(key) ?? meaning) !== meaning; number++) key = `${name}_${number}`;
    this.#keys.set(key, meaning);
    if (key !== name) this.features.add('alias');
    return `${key === name ? '' : `${key}: `}${name}${args}`;
  }

  #arguments({ args }: Field): string {
    const used = args.filter((each) => isRequiredArgument(each) || this.#choices.happens(0.5));
    if (used.length === 0) return '';
    this.features.add('arguments');
    return `(${used.map(({ name, type }) => `${name}: ${this.#variables.argument(type)}`).join(', ')})`;
  }

  #typename(): string {
    this.features.add('__typename');
    const key = this.#choices.happens(0.3) ? 'kind' : '__typename';
    const isFree = (this.#keys.get(key) ?? '__typename') === '__typename';
    if (!isFree || key === '__typename') return `__typename${this.directives(0.1)}`;
    this.#keys.set(key, '__typename');
    return `${key}: __typename${this.directives(0.1)}`;
  }

  #inlineFragment(type: GraphQLCompositeType, depth: number, nesting: number): string {
    this.features.add('inline fragment');
    const condition = this.#choices.happens(0.15) ? null : this.#overlapping(type);
    const directives = this.directives(0.16);
    const body = this.selectionSet(condition ?? type, depth, nesting + 1);
    return `...${condition ? ` on ${condition.name}` : ''}${directives} ${body}`;
  }

  #namedFragment(type: GraphQLCompositeType, depth: number, nesting: number): string {
    this.features.add('named fragment');
    const choices = this.#choices;
    const known = this.fragments.filter(
      (each) => each.isAvailable && each.size < this.#left && doTypesOverlap(this.#schema, each.type, type),
    );
    if (known.length > 0 && choices.happens(0.4)) {
      this.features.add('a fragment twice');
      const { name, size } = choices.of(known);
      this.#left -= size;
      return `...${name}${this.directives(0.16)}`;
    }
    const condition = this.#overlapping(type);
    const directives = this.directives(0.16);
    const before = this.#left;
    const body = this.selectionSet(condition, depth, nesting + 1);
    const size = before - this.#left;
    const name = `F${this.fragments.length}`;
    const usesVariables = this.#usesVariables(body);
    this.fragments.push({ name, type: condition, body, usesVariables, size, isAvailable: true });
    return `...${name}${directives}`;
  }

  #usesVariables(body: string): boolean {
    if (body.includes('$')) return true;
    return this.fragments.some((each) => each.usesVariables && new RegExp(`\\.\\.\\.${each.name}\\b`).test(body));
  }

  /** A type that some of the objects of a type may be of. */
  #overlapping(type: GraphQLCompositeType): GraphQLCompositeType {
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [];
    const others = Object.values(this.#schema.getTypeMap()).filter(
      (each) =>
        (isInterfaceType(each) || (isUnionType(each) && this.#unionsAnywhere)) &&
        each !== type &&
        doTypesOverlap(this.#schema, each, type),
    ) as GraphQLCompositeType[];
    return this.#choices.of([type, ...possible, ...possible, ...others]);
  }
}
