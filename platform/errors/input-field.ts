import { GraphQLError, Kind, type Location, parse, visit } from 'graphql';

/** By graphql-js: `Variable "$input" got invalid value 1 at "input.price"; ...` */
const variablePath = /^Variable "\$\w+" got invalid value .*? at "([^"]+)"/s;
const variableAlone = /^Variable "\$(\w+)"/;

/** A variable without a value was used for an argument that does not accept null. */
const argumentAlone = /^Argument "(\w+)" (?:of |has invalid value )/;
const tooMany = /^Too many errors processing variables/;

const scalarLiterals: ReadonlySet<string> = new Set([Kind.STRING, Kind.INT, Kind.FLOAT, Kind.BOOLEAN]);

/**
 * The name of the input field or argument whose value is invalid, in a variable or as a literal in the document; undefined for an
 * error about anything else. Over HTTP an error about a variable has Apollo's code; over a WebSocket it comes from graphql-js, without one.
 */
export function inputFieldOf(error: GraphQLError): string | undefined {
  const { code, field } = error.extensions;
  const literal = error.nodes?.[0];
  if (code === 'BAD_USER_INPUT' && field === undefined) return fieldOfVariable(error.message);
  if (code === undefined && literal?.kind === Kind.VARIABLE_DEFINITION) return fieldOfVariable(error.message);
  if (code === undefined && isFromGraphQL(error)) {
    return fieldOfVariables(error.message) ?? argumentAlone.exec(error.message)?.[1];
  }
  const refused = code === 'GRAPHQL_VALIDATION_FAILED' && literal && scalarLiterals.has(literal.kind);
  return refused && literal.loc ? fieldOfLiteral(literal.loc) : undefined;
}

/** Neither a resolver nor a scalar threw it. */
function isFromGraphQL(error: GraphQLError): boolean {
  const { originalError } = error;
  return originalError === undefined || (originalError instanceof GraphQLError && isFromGraphQL(originalError));
}

function fieldOfVariables(message: string): string | undefined {
  return tooMany.test(message) ? 'variables' : undefined;
}

function fieldOfVariable(message: string): string | undefined {
  const at = variablePath.exec(message)?.[1];
  if (at === undefined) return variableAlone.exec(message)?.[1] ?? fieldOfVariables(message);
  return at
    .replace(/\[\d+\]/g, '')
    .split('.')
    .at(-1);
}

/** The innermost object field or argument around the literal. */
function fieldOfLiteral(literal: Location): string | undefined {
  let name: string | undefined;
  const enter = (node: { name: { value: string }; loc?: Location }) => {
    if (node.loc && node.loc.start <= literal.start && node.loc.end >= literal.end) name = node.name.value;
  };
  visit(parse(literal.source.body), { ObjectField: { enter }, Argument: { enter } });
  return name;
}
