import {
  type ConstDirectiveNode,
  type DocumentNode,
  doTypesOverlap,
  type FieldDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  type InputValueDefinitionNode,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

/** Where an argument has its value from: the first object above that has the context. */
export interface FromContext {
  argument: string;
  context: string;
  selections: SelectionSetNode;
}

export interface SubgraphSchema {
  definitions: DocumentNode;
  schema: GraphQLSchema;
}

type TypeDefinition = {
  name: string;
  fields: readonly FieldDefinitionNode[];
  directives: readonly ConstDirectiveNode[];
};

/** What all subgraphs together must agree on, so that an entity is the same everywhere. */
export class Knowledge {
  /** With every type that any subgraph has. */
  readonly supergraph: GraphQLSchema;
  /** By type, the fields in which a key has its leaf values. */
  readonly keyFields = new Map<string, Set<string>>();
  /** By `Type.field`, what it needs of other subgraphs. */
  readonly requires = new Map<string, SelectionSetNode>();
  /** By `Type.field`. */
  readonly fromContext = new Map<string, FromContext[]>();
  /** By name of the context, the types that set it. */
  readonly contexts = new Map<string, Set<string>>();
  readonly #members = new Map<string, readonly string[]>();

  constructor(supergraph: GraphQLSchema, subgraphs: readonly SubgraphSchema[]) {
    this.supergraph = supergraph;
    for (const { definitions, schema } of subgraphs) {
      for (const type of typesOf(definitions)) {
        this.#readDirectives(type);
        for (const field of type.fields) this.#readField(schema, type, field);
      }
    }
  }

  /** The names of what a field may hold: object types, or values of an enum, that all who resolve it know. */
  membersOf(type: string, field: string): readonly string[] {
    const own = this.#members.get(`${type}.${field}`);
    if (own) return own;
    const named = this.supergraph.getType(type);
    const interfaces = isObjectType(named) || isInterfaceType(named) ? named.getInterfaces() : [];
    for (const { name } of interfaces) {
      const inherited = this.#members.get(`${name}.${field}`);
      if (inherited) return inherited;
    }
    throw new Error(`nobody resolves ${type}.${field}`);
  }

  /** Whether an object of a type is one of a type, or of an interface or a union. */
  isOf(type: string, general: string): boolean {
    if (type === general) return true;
    const one = this.supergraph.getType(type);
    const other = this.supergraph.getType(general);
    return isObjectType(one) && isAbstractType(other) && this.supergraph.isSubType(other, one);
  }

  /** Whether an interface, for which a subgraph may have an object, is a kind of another one. */
  isInterfaceOf(type: string, general: string): boolean {
    const one = this.supergraph.getType(type);
    const other = this.supergraph.getType(general);
    return isInterfaceType(one) && isInterfaceType(other) && this.supergraph.isSubType(other, one);
  }

  /** Whether there may be an object of both. */
  overlap(type: string, other: string): boolean {
    if (type === other) return true;
    const [one, two] = [this.supergraph.getType(type), this.supergraph.getType(other)];
    return isCompositeType(one) && isCompositeType(two) && doTypesOverlap(this.supergraph, one, two);
  }

  #readDirectives({ name, directives }: TypeDefinition): void {
    for (const directive of directives) {
      if (directive.name.value === 'key') {
        const leaves = keyLeaves(parseFields(argumentOf(directive, 'fields')));
        const known = this.keyFields.get(name) ?? new Set();
        for (const leaf of leaves) known.add(leaf);
        this.keyFields.set(name, known);
      }
      if (directive.name.value === 'context') {
        const context = argumentOf(directive, 'name');
        this.contexts.set(context, (this.contexts.get(context) ?? new Set()).add(name));
      }
    }
  }

  #readField(schema: GraphQLSchema, { name, directives: ofType }: TypeDefinition, field: FieldDefinitionNode): void {
    const { directives = [], arguments: args = [] } = field;
    const place = `${name}.${field.name.value}`;
    for (const directive of directives) {
      if (directive.name.value === 'requires') {
        this.requires.set(place, parseFields(argumentOf(directive, 'fields')));
      }
    }
    const contextual = args.flatMap((arg) => fromContextOf(arg) ?? []);
    if (contextual.length > 0) this.fromContext.set(place, contextual);
    const isExternal = [...directives, ...ofType].some((each) => each.name.value === 'external');
    if (isExternal) return;
    const members = this.#membersIn(schema, field.type);
    const others = this.#members.get(place);
    const common = others ? members.filter((each) => others.includes(each)) : members;
    if (members.length > 0 && common.length === 0) throw new Error(`${place} can hold nothing that all know`);
    this.#members.set(place, common);
  }

  #membersIn(schema: GraphQLSchema, node: TypeNode): string[] {
    const type = schema.getType(namedTypeOf(node));
    if (isEnumType(type)) return type.getValues().map(({ name }) => name);
    if (isAbstractType(type)) return schema.getPossibleTypes(type).map(({ name }) => name);
    if (!isObjectType(type)) return [];
    // A subgraph may have as an object what is an interface to the others.
    const whole = this.supergraph.getType(type.name);
    return isAbstractType(whole) ? this.supergraph.getPossibleTypes(whole).map(({ name }) => name) : [type.name];
  }
}

/** What a schema says of a field of one of its types; for a type that is an interface there, of the interface's. */
export function fieldTypeOf(schema: GraphQLSchema, type: string, field: string) {
  const named = getNamedType(schema.getType(type));
  if (!isObjectType(named) && !isInterfaceType(named)) throw new Error(`no type ${type}`);
  const found = named.getFields()[field];
  if (!found) throw new Error(`no field ${type}.${field}`);
  return found;
}

function* typesOf({ definitions }: DocumentNode): Iterable<TypeDefinition> {
  for (const each of definitions) {
    if (each.kind !== Kind.OBJECT_TYPE_DEFINITION && each.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const { name, fields = [], directives = [] } = each;
    yield { name: name.value, fields, directives };
  }
}

function argumentOf({ arguments: args = [] }: ConstDirectiveNode, name: string): string {
  const value = args.find((each) => each.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}

function parseFields(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`no selections: ${fields}`);
  return definition.selectionSet;
}

function keyLeaves({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((each) => (each.kind === Kind.FIELD && !each.selectionSet ? [each.name.value] : []));
}

/** `"$buyer { currency }"` */
function fromContextOf({ name, directives = [] }: InputValueDefinitionNode): FromContext | null {
  const directive = directives.find((each) => each.name.value === 'fromContext');
  if (!directive) return null;
  const [, context = '', fields = ''] = /^\$(\w+)\s*(.*)$/s.exec(argumentOf(directive, 'field')) ?? [];
  return { argument: name.value, context, selections: parseFields(fields.replace(/^\{(.*)\}$/s, '$1')) };
}

function namedTypeOf(node: TypeNode): string {
  return node.kind === Kind.NAMED_TYPE ? node.name.value : namedTypeOf(node.type);
}
