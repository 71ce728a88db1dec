import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** Where a schema uses its types. Knows only what an operation can reach from a root type. */
export class TypeUses {
  readonly #reachable = new Set<string>();
  readonly #fields = new Map<string, string[]>();
  readonly #inputs = new Map<string, string[]>();
  readonly #abstract = new Map<string, string[]>();
  readonly #schema: GraphQLSchema;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isAbstractType(type)) continue;
      for (const { name } of schema.getPossibleTypes(type)) append(this.#abstract, name, type.name);
    }
    for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
      if (root) this.#reach(root);
  }

  /** Whether an operation can name the type, receive it or send it. A fragment may name any type that overlaps with the one around it. */
  isReachable(typeName: string): boolean {
    return this.#reachable.has(typeName);
  }

  /** The fields that return the type, as `Query.trip`. */
  fieldsReturning(typeName: string): readonly string[] {
    return this.#fields.get(typeName) ?? [];
  }

  /** The fields that return an interface or a union which the object type belongs to. */
  fieldsReturningAbstract(typeName: string): readonly string[] {
    return (this.#abstract.get(typeName) ?? []).flatMap((name) => this.fieldsReturning(name));
  }

  /** The arguments and input fields of the type, as `Query.trip(id:)` and `TripFilter.near`. */
  inputsOf(typeName: string): readonly string[] {
    return this.#inputs.get(typeName) ?? [];
  }

  #reach(type: GraphQLNamedType): void {
    if (this.#reachable.has(type.name)) return;
    this.#reachable.add(type.name);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields()))
        this.#use(this.#inputs, getNamedType(field.type), `${type.name}.${field.name}`);
    }
    if (isUnionType(type)) for (const member of type.getTypes()) this.#reach(member);
    if (!isObjectType(type) && !isInterfaceType(type)) return;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      this.#use(this.#fields, getNamedType(field.type), coordinate);
      for (const { name, type: input } of field.args)
        this.#use(this.#inputs, getNamedType(input), `${coordinate}(${name}:)`);
    }
    const overlapping = isInterfaceType(type)
      ? this.#schema.getPossibleTypes(type).map(({ name }) => name)
      : (this.#abstract.get(type.name) ?? []);
    for (const name of overlapping) {
      const other = this.#schema.getType(name);
      if (other) this.#reach(other);
    }
  }

  #use(uses: Map<string, string[]>, type: GraphQLNamedType, coordinate: string): void {
    append(uses, type.name, coordinate);
    this.#reach(type);
  }
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
