import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { fieldSetOf, graphOf, subgraphsOf } from '../join-directives.ts';

/** The field, with its arguments, that a substitute replaces. */
export interface OriginalField {
  name: string;
  arguments: readonly ArgumentNode[];
}

/** A supergraph whose `@requires` have substitutes for fields with arguments. */
export interface RequiredSubstitutes {
  supergraph: DocumentNode;
  /** The original of each substitute, by the substitute's name. */
  originals: ReadonlyMap<string, OriginalField>;
  /** The substitutes that a subgraph's field requires. */
  requiredBy(subgraph: string, type: string, field: string): ReadonlySet<string>;
}

/**
 * Patches a fault of Apollo's planner (2.14): it takes a field that a `@requires` selects with arguments for the same field with the
 * arguments of the client or of another `@requires`. The result has a substitute, a field without arguments, for each such field and
 * arguments. `restoreRequired` replaces them in the plan. Both can go when `substitute-required.test.ts` passes without them.
 */
export function substituteRequired(supergraph: DocumentNode, schema: GraphQLSchema): RequiredSubstitutes {
  const substitution = new Substitution(schema, subgraphsOf(supergraph));
  const replaced = visit(supergraph, {
    ObjectTypeDefinition: (type) => ({
      ...type,
      fields: type.fields?.map((each) => substitution.field(type.name.value, each)),
    }),
    InterfaceTypeDefinition: (type) => ({
      ...type,
      fields: type.fields?.map((each) => substitution.field(type.name.value, each)),
    }),
  });
  const { originals, substitutes, required } = substitution;
  const requiredBy: RequiredSubstitutes['requiredBy'] = (...field) => required.get(field.join()) ?? none;
  if (originals.size === 0) return { supergraph, originals, requiredBy };
  const addSubstitutes = <Type extends { name: { value: string }; fields?: readonly FieldDefinitionNode[] }>(
    type: Type,
  ) => ({
    ...type,
    fields: type.fields?.flatMap((field) => [
      field,
      ...copies(field, substitutes.get(`${type.name.value}.${field.name.value}`)),
    ]),
  });
  const added = visit(replaced, { ObjectTypeDefinition: addSubstitutes, InterfaceTypeDefinition: addSubstitutes });
  return { supergraph: added, originals, requiredBy };
}

const none: ReadonlySet<string> = new Set();

/** Copies of a field, with its type and directives, under other names. Each subgraph that has the field has its copies. */
function copies(field: FieldDefinitionNode, names: ReadonlySet<string> = new Set()): FieldDefinitionNode[] {
  return [...names].map((name) => ({ ...field, name: { kind: Kind.NAME, value: name }, arguments: [] }));
}

class Substitution {
  readonly originals = new Map<string, OriginalField>();
  /** The names of the substitutes of each field, by `Type.field`. */
  readonly substitutes = new Map<string, Set<string>>();
  /** The names of the substitutes that a field requires, by subgraph, type and field. */
  readonly required = new Map<string, Set<string>>();
  readonly #schema: GraphQLSchema;
  readonly #subgraphs: ReadonlyMap<string, { name: string }>;
  readonly #names = new Map<string, string>();
  /** The substitutes that the directive being replaced requires. */
  #requiring = new Set<string>();

  constructor(schema: GraphQLSchema, subgraphs: ReadonlyMap<string, { name: string }>) {
    this.#schema = schema;
    this.#subgraphs = subgraphs;
  }

  /** Replaces the fields that a field requires by their substitutes. */
  field(typeName: string, field: FieldDefinitionNode): FieldDefinitionNode {
    const directives = (field.directives ?? []).map((each) => {
      this.#requiring = new Set();
      const directive = this.#directive(typeName, each);
      const subgraph = this.#subgraphs.get(graphOf(each) ?? '')?.name;
      if (this.#requiring.size > 0) this.required.set([subgraph, typeName, field.name.value].join(), this.#requiring);
      return directive;
    });
    return { ...field, directives };
  }

  #directive(typeName: string, directive: ConstDirectiveNode): ConstDirectiveNode {
    const required = directive.name.value === 'join__field' ? fieldSetOf(directive, 'requires') : null;
    if (!required) return directive;
    const value = print(this.#fields(typeName, required)).slice(1, -1);
    return {
      ...directive,
      arguments: directive.arguments?.map((each) =>
        each.name.value === 'requires' ? { ...each, value: { kind: Kind.STRING, value } } : each,
      ),
    };
  }

  #fields(typeName: string, { selections, ...set }: SelectionSetNode): SelectionSetNode {
    return { ...set, selections: selections.map((each) => this.#selection(typeName, each)) };
  }

  #selection(typeName: string, selection: SelectionNode): SelectionNode {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const type = selection.typeCondition?.name.value ?? typeName;
      return { ...selection, selectionSet: this.#fields(type, selection.selectionSet) };
    }
    const type = this.#schema.getType(typeName);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined;
    if (!field) return selection;
    const below = typeNameOf(String(field.type));
    const { name, selectionSet } = selection;
    return {
      kind: Kind.FIELD,
      name: field.args.length === 0 ? name : { kind: Kind.NAME, value: this.#substituteFor(typeName, selection) },
      ...(selectionSet ? { selectionSet: this.#fields(below, selectionSet) } : {}),
    };
  }

  #substituteFor(typeName: string, { name: { value: name }, arguments: passed = [] }: FieldNode): string {
    const key = `${name}(${passed.map(print).sort()})`;
    let substitute = this.#names.get(key);
    if (substitute === undefined) {
      substitute = `${name}__required_${this.#names.size}`;
      this.#names.set(key, substitute);
      this.originals.set(substitute, { name, arguments: passed });
    }
    this.#requiring.add(substitute);
    const type = this.#schema.getType(typeName);
    const implementations = isInterfaceType(type) ? this.#schema.getImplementations(type) : null;
    const typeNames = [
      typeName,
      ...[...(implementations?.objects ?? []), ...(implementations?.interfaces ?? [])].map(String),
    ];
    for (const each of typeNames) {
      const field = `${each}.${name}`;
      this.substitutes.set(field, (this.substitutes.get(field) ?? new Set()).add(substitute));
    }
    return substitute;
  }
}

const typeNameOf = (type: string): string => type.replaceAll(/[[\]!]/g, '');
