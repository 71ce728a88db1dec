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

/** What a field of the planner's supergraph stands for. */
export interface StandsFor {
  name: string;
  arguments: readonly ArgumentNode[];
}

/** A supergraph in which no field that a `@requires` names has arguments. */
export interface RequiredWithoutArguments {
  supergraph: DocumentNode;
  /** What the fields that were added stand for, by their names. */
  stand: ReadonlyMap<string, StandsFor>;
  /** Which of them a subgraph's field requires. */
  requiredBy(subgraph: string, type: string, field: string): ReadonlySet<string>;
}

/**
 * Mends a fault of the planner: it takes a field that a `@requires` asks with arguments for the same field with others, be it
 * of the client or of another `@requires`. In the result such a field stands there once more for each of the arguments that
 * are required of it, under a name of its own. `restoreRequired` makes the fetches of a plan right again.
 */
export function withRequiredWithoutArguments(
  supergraph: DocumentNode,
  schema: GraphQLSchema,
): RequiredWithoutArguments {
  const naming = new Naming(schema, subgraphsOf(supergraph));
  const renamed = visit(supergraph, {
    ObjectTypeDefinition: (type) => ({
      ...type,
      fields: type.fields?.map((each) => naming.field(type.name.value, each)),
    }),
    InterfaceTypeDefinition: (type) => ({
      ...type,
      fields: type.fields?.map((each) => naming.field(type.name.value, each)),
    }),
  });
  const { stand, added } = naming;
  const requiredBy: RequiredWithoutArguments['requiredBy'] = (...place) => naming.required.get(place.join()) ?? none;
  if (stand.size === 0) return { supergraph, stand, requiredBy };
  const withAdded = <Type extends { name: { value: string }; fields?: readonly FieldDefinitionNode[] }>(
    type: Type,
  ) => ({
    ...type,
    fields: type.fields?.flatMap((field) => [
      field,
      ...copies(field, added.get(`${type.name.value}.${field.name.value}`)),
    ]),
  });
  const whole = visit(renamed, { ObjectTypeDefinition: withAdded, InterfaceTypeDefinition: withAdded });
  return { supergraph: whole, stand, requiredBy };
}

const none: ReadonlySet<string> = new Set();

/** Who has the field has them all, and what is said of it is said of them. */
function copies(field: FieldDefinitionNode, names: ReadonlySet<string> = new Set()): FieldDefinitionNode[] {
  return [...names].map((name) => ({ ...field, name: { kind: Kind.NAME, value: name }, arguments: [] }));
}

class Naming {
  readonly stand = new Map<string, StandsFor>();
  /** The names of the fields to be added for a field, by its type and name. */
  readonly added = new Map<string, Set<string>>();
  readonly #schema: GraphQLSchema;
  /** By subgraph, type and field. */
  readonly required = new Map<string, Set<string>>();
  readonly #names = new Map<string, string>();
  readonly #subgraphs: ReadonlyMap<string, { name: string }>;
  #requiring = new Set<string>();

  constructor(schema: GraphQLSchema, subgraphs: ReadonlyMap<string, { name: string }>) {
    this.#schema = schema;
    this.#subgraphs = subgraphs;
  }

  /** The field, requiring what stands for what it required. */
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
      name: field.args.length === 0 ? name : { kind: Kind.NAME, value: this.#standFor(typeName, selection) },
      ...(selectionSet ? { selectionSet: this.#fields(below, selectionSet) } : {}),
    };
  }

  #standFor(typeName: string, { name: { value: name }, arguments: given = [] }: FieldNode): string {
    const key = `${name}(${given.map(print).sort()})`;
    let standing = this.#names.get(key);
    if (standing === undefined) {
      standing = `${name}__required_${this.#names.size}`;
      this.#names.set(key, standing);
      this.stand.set(standing, { name, arguments: given });
    }
    this.#requiring.add(standing);
    const type = this.#schema.getType(typeName);
    const implementations = isInterfaceType(type) ? this.#schema.getImplementations(type) : null;
    const having = [
      typeName,
      ...[...(implementations?.objects ?? []), ...(implementations?.interfaces ?? [])].map(String),
    ];
    for (const each of having) {
      const place = `${each}.${name}`;
      this.added.set(place, (this.added.get(place) ?? new Set()).add(standing));
    }
    return standing;
  }
}

const typeNameOf = (type: string): string => type.replaceAll(/[[\]!]/g, '');
