import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

export interface CanaryOperation {
  field: string;
  query: string;
  operationName: string;
  variables: Record<string, unknown>;
}

/** The names that operations have everywhere a client may write one. */
export const identifiers = {
  operation: 'CanaryOperationZerzura',
  alias: 'canaryAliasZerzura',
  variable: 'canaryVariableZerzura',
} as const;

/** Returns a value for a text that a client sends under this name. */
export type TextFor = (name: string) => string;

/** How the values of an operation are sent, and whether those of formats of their own are valid. */
export type Style = 'variables' | 'literals' | 'invalid';

const valid: Record<string, unknown> = {
  Int: 1,
  Float: 1,
  Boolean: true,
  DateTime: '2031-01-01T08:00:00.000Z',
  Date: '2001-01-01',
  Decimal: '10.00',
};

/** Operations of every field of a root type, with texts in all their arguments. */
export function operationsOf(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation' | 'subscription',
  textFor: TextFor,
): CanaryOperation[] {
  const root =
    kind === 'query'
      ? schema.getQueryType()
      : kind === 'mutation'
        ? schema.getMutationType()
        : schema.getSubscriptionType();
  const styles: Style[] = ['variables', 'literals', 'invalid'];
  return Object.values(root?.getFields() ?? {}).flatMap((field) =>
    (field.args.length === 0 ? styles.slice(0, 1) : styles).map((style) => operationOf(kind, field, style, textFor)),
  );
}

function operationOf(
  kind: string,
  field: GraphQLField<unknown, unknown>,
  style: Style,
  textFor: TextFor,
): CanaryOperation {
  const values = field.args.map((argument) => ({
    argument,
    value: canaryOf(argument.type, argument.name, style, textFor),
  }));
  const variable = (name: string) => `${identifiers.variable}_${name}`;
  const declared = values.map(({ argument }) => `$${variable(argument.name)}: ${argument.type}`).join(', ');
  const written = values.map(
    ({ argument: { name }, value }) => `${name}: ${style === 'literals' ? literal(value) : `$${variable(name)}`}`,
  );
  const head = style === 'literals' || declared === '' ? '' : `(${declared})`;
  const passed = written.length > 0 ? `(${written.join(', ')})` : '';
  return {
    field: field.name,
    operationName: identifiers.operation,
    query: `${kind} ${identifiers.operation}${head} { ${identifiers.alias}: ${field.name}${passed} ${selectionOf(field.type, 3)} }`,
    variables:
      style === 'literals'
        ? {}
        : Object.fromEntries(values.map(({ argument, value }) => [variable(argument.name), value])),
  };
}

/** A value that is to be written as the name of an enum's value. */
class EnumValue {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  toJSON(): string {
    return this.name;
  }
}

function canaryOf(type: GraphQLInputType, name: string, style: Style, textFor: TextFor): unknown {
  if (isNonNullType(type)) return canaryOf(type.ofType, name, style, textFor);
  if (isListType(type)) return [canaryOf(type.ofType, name, style, textFor)];
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return Object.fromEntries(fields.map((each) => [each.name, canaryOf(each.type, each.name, style, textFor)]));
  }
  if (isEnumType(type)) {
    const [first, second] = type.getValues();
    const choice = name === 'accountType' ? (second ?? first) : first;
    return style === 'invalid' ? textFor(name) : new EnumValue(choice?.name ?? '');
  }
  if (type.name === 'String' || type.name === 'ID') return textFor(name);
  if (style === 'invalid' && type.name !== 'Boolean') return textFor(name);
  if (type.name === 'URL') return `https://canary.example/${encodeURIComponent(textFor(name))}`;
  return valid[type.name];
}

function literal(value: unknown): string {
  if (value instanceof EnumValue) return value.name;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, each]) => `${name}: ${literal(each)}`)
    .join(', ')}}`;
}

function selectionOf(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named)) return '{ __typename }';
  const fields = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.length > 0) return [];
    if (isLeafType(getNamedType(field.type))) return [field.name];
    return depth > 1 ? [`${field.name} ${selectionOf(field.type, depth - 1)}`] : [];
  });
  return `{ __typename ${fields.join(' ')} }`;
}
