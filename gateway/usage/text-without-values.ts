import { type DocumentNode, type GraphQLSchema, isEnumType, Kind, print, type StringValueNode, visit } from 'graphql';

/**
 * The text of a document without aliases, and with a placeholder for each value: 0, "", false, [] and {}. Values are personal data. The enum
 * values of the schema stay.
 */
export function textWithoutValues(schema: GraphQLSchema, document: DocumentNode): string {
  const enumValues = enumValuesOf(schema);
  return print(
    visit(document, {
      Field: ({ alias: _alias, ...field }) => field,
      IntValue: (node) => ({ ...node, value: '0' }),
      FloatValue: (node) => ({ ...node, value: '0' }),
      StringValue: () => emptyString,
      BooleanValue: (node) => ({ ...node, value: false }),
      // A custom scalar may accept any name.
      EnumValue: (node) => (enumValues.has(node.value) ? undefined : emptyString),
      ListValue: (node) => ({ ...node, values: [] }),
      ObjectValue: (node) => ({ ...node, fields: [] }),
    }),
  );
}

const emptyString: StringValueNode = { kind: Kind.STRING, value: '' };

const enumValuesBySchema = new WeakMap<GraphQLSchema, ReadonlySet<string>>();

function enumValuesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const known = enumValuesBySchema.get(schema);
  if (known) return known;
  const enums = Object.values(schema.getTypeMap()).filter(isEnumType);
  const names = new Set(enums.flatMap((type) => type.getValues().map(({ name }) => name)));
  enumValuesBySchema.set(schema, names);
  return names;
}
