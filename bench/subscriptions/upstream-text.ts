import { buildSubgraphSchema } from '@apollo/subgraph';
import { type ExecutionResult, execute, parse } from 'graphql';
import { schemas, type TripState, tripOf } from './trips.ts';

/** Returns the result of a subgraph's subscription as JSON. */
export type TextOf = (state: TripState) => string;

/** A state whose numbers occur in no other value. */
const placeholder: TripState = { trip: 777_777_777, round: 88_888_888 };

const schema = buildSubgraphSchema(parse(schemas.trips));
const compiled = new Map<string, TextOf>();

/** Executes a gateway's query once, on a placeholder, and then replaces the placeholder's numbers in the result. */
export function textOfQuery(query: string, variables: Record<string, unknown>): TextOf {
  let textOf = compiled.get(query);
  if (!textOf) {
    textOf = compile(query, variables);
    compiled.set(query, textOf);
  }
  return textOf;
}

function compile(query: string, variableValues: Record<string, unknown>): TextOf {
  const rootValue = { tripUpdated: () => tripOf(placeholder) };
  const result = execute({ schema, document: parse(query), rootValue, variableValues }) as ExecutionResult;
  if (result.errors) throw result.errors[0];
  const parts = JSON.stringify(result)
    .split(String(placeholder.round))
    .map((part) => part.split(String(placeholder.trip)));
  return ({ trip, round }) => parts.map((part) => part.join(String(trip))).join(String(round));
}
