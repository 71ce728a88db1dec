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
  /** The number of fields that each spread of it adds. */
  size: number;
  /** Whether the current operation may spread it. */
  isAvailable: boolean;
}

type Field = GraphQLField<unknown, unknown>;

/** A field selection that can be repeated. */
interface SelectedField {
  field: Field;
  /** The alias, the name and the arguments. */
  text: string;
}

// None is the name of a field: the planner selects keys by field name and confuses them with an alias of that name.
const aliases: readonly string[] = ['a', 'b', 'c', 'constructor', 'toString', '_entities'];

/** Determines which operations are generated. */
export interface GeneratorOptions {
  schema: GraphQLSchema;
  /** Whether a fragment on a union may select from another type. The planner does not support that everywhere. */
  unionConditionsAnywhere: boolean;
  maxDepth: number;
  /** Whether operations may select `__schema` and `__type`. */
  introspection: boolean;
}

const maxFields = 36;

/** Writes valid selection sets. In one document, a response key always stands for the same field and arguments. */
export class SelectionWriter {
  readonly fragments: Fragment[] = [];
  readonly features: Set<string>;
  maxDepthUsed = 0;
  /** The number of fields that may still be selected. A field in a fragment counts once for each spread. */
  #fieldsLeft = maxFields;
  readonly #schema: GraphQLSchema;
  readonly #choices: Choices;
  readonly #keys = new Map<string, string>();
  readonly #selected = new Map<string, SelectedField[]>();
  #variables: VariableWriter;
  readonly #unionConditionsAnywhere: boolean;
  readonly #maxDepth: number;

  constructor(
    { schema, unionConditionsAnywhere, maxDepth }: GeneratorOptions,
    choices: Choices,
    variables: VariableWriter,
  ) {
    this.#unionConditionsAnywhere = unionConditionsAnywhere;
    this.#maxDepth = maxDepth;
    this.#schema = schema;
    this.#choices = choices;
    this.#variables = variables;
    this.features = variables.features;
  }

  /** Continues with another operation of the document, which has variables of its own. */
  useVariables(variables: VariableWriter): void {
    this.#variables = variables;
    this.#selected.clear();
    for (const fragment of this.fragments) if (fragment.usesVariables) fragment.isAvailable = false;
  }

  selectionSet(type: GraphQLCompositeType, depth: number, nesting = 0): string {
    const selections = this.#selections(type, depth, nesting);
    // The planner drops an object, and its mutation, when it finds that none of its fields is ever included.
    const isNeverEmpty =
      depth === 1 || nesting > 0 || selections.some((each) => !each.includes('@') && !each.startsWith('...'));
    return `{ ${[...selections, ...(isNeverEmpty ? [] : ['__typename'])].join(' ')} }`;
  }

  #selections(type: GraphQLCompositeType, depth: number, nesting: number): string[] {
    this.maxDepthUsed = Math.max(this.maxDepthUsed, depth);
    const choices = this.#choices;
    const count = 1 + choices.below(depth === 1 ? 4 : 3.4);
    const selections: string[] = [];
    do selections.push(this.#selection(type, depth, nesting));
    while (selections.length < count && this.#fieldsLeft > 0);
    return selections;
  }

  /** A selection set of exactly one field, as a subscription needs. */
  rootField(type: GraphQLObjectType): string {
    return `{ ${this.#field(type, 1, '')} }`;
  }

  /** `@skip`, `@include`, both, or neither. */
  directives(rate: number): string {
    if (!this.#choices.happens(rate)) return '';
    const names = this.#choices.of(['include', 'skip', 'skip include']).split(' ');
    return names
      .map((name) => {
        const condition = this.#variables.condition();
        this.features.add(condition.startsWith('$') ? `@${name} with a variable` : `@${name} with a literal`);
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
      this.features.add('repeated field');
      return this.#selectionOf(choices.of(before), depth);
    }
    return this.#field(type, depth);
  }

  #field(type: GraphQLObjectType | GraphQLInterfaceType, depth: number, directives?: string): string {
    const choices = this.#choices;
    const all = Object.values(type.getFields());
    const leaves = all.filter((field) => isLeafType(getNamedType(field.type)));
    const isLast = depth >= this.#maxDepth || this.#fieldsLeft <= 0 || choices.areExhausted;
    const candidates = isLast ? leaves : choices.happens(0.62) ? all.filter((each) => !leaves.includes(each)) : all;
    if (candidates.length === 0 && isLast) return this.#typename();
    const field = choices.of(candidates.length > 0 ? candidates : all);
    const args = this.#arguments(field);
    const selected = { field, text: this.#fieldText(field, args) };
    this.#selected.set(type.name, [...(this.#selected.get(type.name) ?? []), selected]);
    return this.#selectionOf(selected, depth, directives);
  }

  #selectionOf({ field, text }: SelectedField, depth: number, directives = this.directives(0.13)): string {
    this.#fieldsLeft--;
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return text + directives;
    return `${text}${directives} ${this.selectionSet(named, depth + 1)}`;
  }

  #fieldText({ name, type }: Field, args: string): string {
    const definition = `${name}${args}: ${type}`;
    const choices = this.#choices;
    let key = choices.happens(0.16) ? choices.of(aliases) : name;
    for (let number = 1; (this.#keys.get(key) ?? definition) !== definition; number++) key = `${name}_${number}`;
    this.#keys.set(key, definition);
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
    const condition = this.#choices.happens(0.15) ? null : this.#overlappingType(type);
    const directives = this.directives(0.16);
    const body = this.selectionSet(condition ?? type, depth, nesting + 1);
    return `...${condition ? ` on ${condition.name}` : ''}${directives} ${body}`;
  }

  #namedFragment(type: GraphQLCompositeType, depth: number, nesting: number): string {
    this.features.add('named fragment');
    const choices = this.#choices;
    const reusable = this.fragments.filter(
      (each) => each.isAvailable && each.size < this.#fieldsLeft && doTypesOverlap(this.#schema, each.type, type),
    );
    if (reusable.length > 0 && choices.happens(0.4)) {
      this.features.add('repeated fragment');
      const { name, size } = choices.of(reusable);
      this.#fieldsLeft -= size;
      return `...${name}${this.directives(0.16)}`;
    }
    const condition = this.#overlappingType(type);
    const directives = this.directives(0.16);
    const before = this.#fieldsLeft;
    const body = this.selectionSet(condition, depth, nesting + 1);
    const size = before - this.#fieldsLeft;
    const name = `F${this.fragments.length}`;
    const usesVariables = this.#usesVariables(body);
    this.fragments.push({ name, type: condition, body, usesVariables, size, isAvailable: true });
    return `...${name}${directives}`;
  }

  #usesVariables(body: string): boolean {
    if (body.includes('$')) return true;
    return this.fragments.some((each) => each.usesVariables && new RegExp(`\\.\\.\\.${each.name}\\b`).test(body));
  }

  /** A composite type that overlaps with a type. */
  #overlappingType(type: GraphQLCompositeType): GraphQLCompositeType {
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [];
    const others = Object.values(this.#schema.getTypeMap()).filter(
      (each) =>
        (isInterfaceType(each) || (isUnionType(each) && this.#unionConditionsAnywhere)) &&
        each !== type &&
        doTypesOverlap(this.#schema, each, type),
    ) as GraphQLCompositeType[];
    return this.#choices.of([type, ...possible, ...possible, ...others]);
  }
}
