import { createHash } from 'node:crypto';
import { readClientOperations, readSubgraphSchemas } from '../client-operations.ts';
import type { Dice } from '../dice.ts';
import { mutatedDocument, oddDocument } from '../hostile-documents.ts';
import { hostileText } from '../hostile-texts.ts';
import { hostileVariables } from '../hostile-values.ts';
import { anyPort, type Generator, graphqlHeaders, httpRequest, type Vocabulary } from '../input.ts';

export interface OperationParameters {
  query?: string;
  operationName?: unknown;
  variables?: unknown;
  extensions?: unknown;
  documentId?: unknown;
}

/** Makes the parameters of operations: those of our clients with hostile variables, those with changed tokens, and odd ones. */
export function operationMaker(): (dice: Dice, vocabulary: Vocabulary, kind?: 'subscription') => OperationParameters {
  const operations = readClientOperations();
  const subscriptions = operations.filter(({ definition }) => definition.operation === 'subscription');
  const schemas = readSubgraphSchemas();
  return (dice, vocabulary, kind) => {
    const { definition, text } = dice.pick(kind === 'subscription' ? subscriptions : operations);
    const style = dice.below(10);
    const query =
      style < 5 ? text : style < 8 ? mutatedDocument(dice, text, dice.pick(operations).text) : oddDocument(dice);
    const parameters: OperationParameters = { query };
    if (style < 8) parameters.variables = hostileVariables(dice, definition, schemas, vocabulary);
    if (dice.chance(0.1)) parameters.operationName = dice.pick([definition.name?.value, hostileText(dice), null, 1]);
    return dice.chance(0.1) ? persisted(dice, parameters) : parameters;
  };
}

/** Names the operation by a digest, rightly or wrongly. */
function persisted(dice: Dice, { query = '', ...rest }: OperationParameters): OperationParameters {
  const digest = createHash('sha256').update(query).digest('hex');
  const sha256Hash = dice.pick([
    digest,
    digest,
    digest.toUpperCase(),
    digest.slice(1),
    '',
    '__proto__',
    hostileText(dice),
    1,
    null,
  ]);
  const version = dice.pick([1, 1, 1, 2, '1', null, -1]);
  const named = dice.chance(0.5)
    ? { extensions: { persistedQuery: { version, sha256Hash } } }
    : { documentId: dice.pick([`sha256:${sha256Hash}`, sha256Hash, `md5:${sha256Hash}`, 'sha256:', {}]) };
  return { ...rest, ...named, ...(dice.chance(0.5) ? { query } : {}) };
}

/** GraphQL operations over HTTP that are well-formed requests. */
export function graphqlOperations(): Generator {
  const make = operationMaker();
  return (dice, vocabulary) => {
    const parameters = make(dice, vocabulary);
    const headers = graphqlHeaders(dice, vocabulary);
    if (dice.chance(0.5)) headers.accept = 'application/graphql-response+json';
    const port = anyPort(dice);
    if (dice.chance(0.1)) {
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(parameters))
        search.append(name, typeof value === 'string' ? value.toWellFormed() : (JSON.stringify(value) ?? ''));
      const path = `/graphql?${String(search).slice(0, 15_000)}`;
      return { port, parts: [httpRequest('GET', path, headers)], complete: true, leaves: 'end' };
    }
    const body = JSON.stringify(parameters);
    return { port, parts: [httpRequest('POST', '/graphql', headers, body)], complete: true, leaves: 'end' };
  };
}
