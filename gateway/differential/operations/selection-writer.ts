import {
  doTypesOverlap,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInterfaceType,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLString,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import { aliases, reservedKeys } from './aliases.ts';
import type { Choices } from './choices.ts';
import { type Position, rootPosition, useOf } from './position.ts';
import { type FieldUse, ResponseKeys } from './response-keys.ts';
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
  /** The response key, and the name with the arguments. */
  key: string;
  variant: string;
}

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
const typenameType = new GraphQLNonNull(GraphQLString);

/** Writes valid selection sets. */
export class SelectionWriter {
  readonly fragments: Fragment[] = [];
  readonly features: Set<string>;
  maxDepthUsed = 0;
  /** The number of fields that may still be selected. A field in a fragment counts once for each spread. */
  #fieldsLeft = maxFields;
  readonly #schema: GraphQLSchema;
  readonly #choices: Choices;
  readonly #keys = new ResponseKeys();
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

  /** The selection set of an operation. */
  rootSet(type: GraphQLObjectType): string {
    return this.#selectionSet(rootPosition(type));
  }

  /** A selection set of exactly one field, as a subscription needs. */
  rootField(type: GraphQLObjectType): string {
    return `{ ${this.#field(rootPosition(type), type, '')} }`;
  }

  #selectionSet(position: Position): string {
    this.maxDepthUsed = Math.max(this.maxDepthUsed, position.depth);
    const choices = this.#choices;
    const count = 1 + choices.below(position.depth === 1 ? 4 : 3.4);
    const selections: string[] = [];
    do selections.push(this.#selection(position));
    while (selections.length < count && this.#fieldsLeft > 0);
    return `{ ${selections.join(' ')} }`;
  }

  /** `@skip`, `@include`, both, or neither. */
  #directives(rate: number): string {
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

  #selection(position: Position): string {
    const { type, nesting } = position;
    const choices = this.#choices;
    const kind = choices.below(100);
    if (nesting < 3) {
      const pair = isAbstractType(type) && choices.happens(0.3) && this.#exclusiveFragments(position);
      if (pair) return pair;
      if (isUnionType(type) ? kind >= 25 : kind >= 84) return this.#inlineFragment(position);
      if (kind >= 75) return this.#namedFragment(position);
    }
    if (kind >= 70 || isUnionType(type)) return this.#typename(position);
    if (kind >= 60) {
      const before = (this.#selected.get(type.name) ?? []).filter((each) =>
        this.#keys.fits(each.key, useOf(position, each.variant, each.field.type)),
      );
      if (before.length > 0) {
        this.features.add('repeated field');
        return this.#selectionOf(position, choices.of(before));
      }
    }
    return this.#field(position, type);
  }

  #field(position: Position, type: GraphQLObjectType | GraphQLInterfaceType, directives?: string): string {
    const choices = this.#choices;
    const all = Object.values(type.getFields());
    const leaves = all.filter((field) => isLeafType(getNamedType(field.type)));
    const isLast = position.depth >= this.#maxDepth || this.#fieldsLeft <= 0 || choices.areExhausted;
    const candidates = isLast ? leaves : choices.happens(0.62) ? all.filter((each) => !leaves.includes(each)) : all;
    const isSubscription = type === this.#schema.getSubscriptionType();
    if (candidates.length === 0 && isLast && !isSubscription) return this.#typename(position);
    return this.#newField(position, choices.of(candidates.length > 0 ? candidates : all), false, directives);
  }

  /** `isUnaliased` selects the field under its name if that is free. */
  #newField(position: Position, field: Field, isUnaliased: boolean, directives?: string): string {
    const { type } = position;
    const variant = `${field.name}${this.#arguments(field)}`;
    const use = useOf(position, variant, field.type);
    const key = isUnaliased && this.#keys.fits(field.name, use) ? field.name : this.#keyFor(field.name, use);
    const selected = { field, key, variant };
    this.#selected.set(type.name, [...(this.#selected.get(type.name) ?? []), selected]);
    return this.#selectionOf(position, selected, directives);
  }

  #selectionOf(
    position: Position,
    { field, key, variant }: SelectedField,
    directives = this.#directives(0.13),
  ): string {
    const use = useOf(position, variant, field.type);
    this.#keys.add(key, use);
    this.#fieldsLeft--;
    const text = `${key === field.name ? '' : `${key}: `}${variant}${directives}`;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return text;
    const path = `${position.path}.${key}`;
    return `${text} ${this.#selectionSet({ type, depth: position.depth + 1, nesting: 0, path, branches: use.branches })}`;
  }

  /** A free response key: the name, one that stands for another field under exclusive types, or an alias. */
  #keyFor(name: string, use: FieldUse): string {
    const choices = this.#choices;
    const keys = this.#keys;
    let key = name;
    const shared = keys.sharedWith(use);
    if (shared.length > 0 && choices.happens(0.85)) key = choices.of(shared);
    else if (choices.happens(0.16)) key = choices.of(aliases);
    for (let number = 1; !keys.fits(key, use); number++) key = `${name}_${number}`;
    if (key !== name) this.features.add('alias');
    if (keys.isShared(key, use)) this.features.add('one response key for several fields');
    if (key !== name && reservedKeys.has(key)) this.features.add('alias that looks generated');
    return key;
  }

  #arguments({ args }: Field): string {
    const used = args.filter((each) => isRequiredArgument(each) || this.#choices.happens(0.5));
    if (used.length === 0) return '';
    this.features.add('arguments');
    return `(${used.map(({ name, type }) => `${name}: ${this.#variables.argument(type)}`).join(', ')})`;
  }

  #typename(position: Position): string {
    this.features.add('__typename');
    const use = useOf(position, '__typename', typenameType);
    const key = this.#choices.happens(0.3) ? 'kind' : '__typename';
    const free = [key, '__typename', '__typename_1', '__typename_2'].find((each) => this.#keys.fits(each, use));
    if (!free) throw new Error('no response key is free for __typename');
    this.#keys.add(free, use);
    return `${free === '__typename' ? '' : `${free}: `}__typename${this.#directives(0.1)}`;
  }

  #inlineFragment(position: Position): string {
    this.features.add('inline fragment');
    const condition = this.#choices.happens(0.15) ? null : this.#overlappingType(position.type);
    const directives = this.#directives(0.16);
    const type = condition ?? position.type;
    const body = this.#selectionSet({ ...position, type, nesting: position.nesting + 1 });
    return `...${condition ? ` on ${condition.name}` : ''}${directives} ${body}`;
  }

  /** One field of two object types, whose selections then meet in one fetch; null when they have none in common. */
  #exclusiveFragments(position: Position): string | null {
    const types = isAbstractType(position.type) ? [...this.#schema.getPossibleTypes(position.type)] : [];
    if (types.length < 2) return null;
    const [one] = types.splice(this.#choices.below(types.length), 1) as [GraphQLObjectType];
    const other = this.#choices.of(types);
    const common = Object.values(one.getFields()).filter(
      ({ name, type }) => isCompositeType(getNamedType(type)) && String(other.getFields()[name]?.type) === String(type),
    );
    if (common.length === 0) return null;
    const { name } = this.#choices.of(common);
    this.features.add('one field under exclusive types');
    return [one, other]
      .map((type) => {
        const within = { ...position, type, nesting: position.nesting + 1 };
        return `... on ${type.name} { ${this.#newField(within, type.getFields()[name] as Field, true)} }`;
      })
      .join(' ');
  }

  #namedFragment(position: Position): string {
    this.features.add('named fragment');
    const choices = this.#choices;
    const reusable = this.fragments.filter(
      (each) =>
        each.isAvailable && each.size < this.#fieldsLeft && doTypesOverlap(this.#schema, each.type, position.type),
    );
    if (reusable.length > 0 && choices.happens(0.4)) {
      this.features.add('repeated fragment');
      const { name, size } = choices.of(reusable);
      this.#fieldsLeft -= size;
      return `...${name}${this.#directives(0.16)}`;
    }
    const type = this.#overlappingType(position.type);
    const directives = this.#directives(0.16);
    // The keys of a fragment that is spread once are those of its position.
    const isAvailable = choices.happens(0.5);
    const name = `F${this.fragments.length}`;
    const fragment: Fragment = { name, type, body: '', usesVariables: false, size: 0, isAvailable: false };
    this.fragments.push(fragment);
    const before = this.#fieldsLeft;
    const anywhere = isAvailable ? { path: name, branches: [] } : {};
    fragment.body = this.#selectionSet({ ...position, ...anywhere, type, nesting: position.nesting + 1 });
    fragment.usesVariables = this.#usesVariables(fragment.body);
    fragment.size = before - this.#fieldsLeft;
    fragment.isAvailable = isAvailable;
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
