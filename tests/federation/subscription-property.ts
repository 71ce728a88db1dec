import fc from 'fast-check';
import {
  buildASTSchema,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { until } from '#test-kit/until.ts';
import { type Watch, watch } from '#test-kit/watch.ts';
import { Choices, choiceNumbers } from '../../gateway/differential/operations/choices.ts';
import { generateOperation } from '../../gateway/differential/operations/generate-operation.ts';
import { literal } from '../../gateway/differential/operations/input-values.ts';
import { operationParts, usedDocument } from '../../gateway/graphql/operation-parts.ts';
import type { Federation } from './federation.ts';

/** A random selection as a subscription, and as the query for the same object. */
export interface ComparedSelection {
  subscription: string;
  query: string;
  variables: Record<string, unknown>;
}

/** How an object is subscribed to and queried. The fields are written before its selection, and `after` follows it. */
export interface ComparedField {
  type: string;
  subscription: string;
  query: { before: string; after: string };
}

/** The first choice of an operation's kind that is a subscription. */
const subscriptionKind = 2 ** 16 - 1;

/** Generates selections on the type of a field. Their results are under the key `it`. */
export function generateSelections(
  apiSchema: GraphQLSchema,
  field: ComparedField,
  { seed, count }: { seed: number; count: number },
): ComparedSelection[] {
  const options = {
    schema: withRoot(apiSchema, field.type),
    unionConditionsAnywhere: true,
    maxDepth: 4,
    introspection: false,
  };
  return fc.sample(choiceNumbers, { seed, numRuns: count }).map((numbers) => {
    const choices = new Choices([subscriptionKind, ...numbers]);
    const { document, operationName, exactVariables } = generateOperation(options, choices);
    const only = usedDocument(operationParts(document, operationName));
    return {
      variables: exactVariables,
      subscription: print(withField(only, OperationTypeNode.SUBSCRIPTION, field.subscription, '')),
      query: print(withField(only, OperationTypeNode.QUERY, field.query.before, field.query.after)),
    };
  });
}

/** A schema whose only subscription has an object of the type, to generate selections with. */
function withRoot(schema: GraphQLSchema, type: string): GraphQLSchema {
  const roots = new Set(['Query', 'Mutation', 'Subscription']);
  const { definitions } = parse(printSchema(schema));
  const others = definitions.filter((each) => !('name' in each && each.name && roots.has(each.name.value)));
  const { definitions: own } = parse(`type Query { unused: Int } type Subscription { it: ${type}! }`);
  const made = buildASTSchema({ kind: Kind.DOCUMENT, definitions: [...others, ...own] });
  const { DateTime } = made.getTypeMap();
  if (DateTime)
    DateTime.extensions = { validValues: ['2026-01-02T03:04:05Z', '2099-12-31T23:59:59.999+03:00'].map(literal) };
  return made;
}

/** The document with another kind of operation and another field at its root, around the selection. */
function withField(document: DocumentNode, kind: OperationTypeNode, before: string, after: string): DocumentNode {
  return visit(document, {
    OperationDefinition: (operation) => {
      const [root] = operation.selectionSet.selections;
      if (root?.kind !== Kind.FIELD || !root.selectionSet) throw new Error('a generated root is a field');
      const { definitions } = parse(`${kind} { ${before} ${print(root.selectionSet)} ${after} }`);
      const [wrapper] = definitions;
      if (wrapper?.kind !== Kind.OPERATION_DEFINITION) throw new Error('not an operation');
      return { ...wrapper, variableDefinitions: operation.variableDefinitions ?? [] };
    },
  });
}

export interface Viewer {
  token: string | null;
  language: 'ar' | 'en';
}

/** One subscriber of a selection. */
export class ComparedSubscriber {
  readonly #federation: Pick<Federation, 'url' | 'query'>;
  readonly #selection: ComparedSelection;
  readonly #viewer: Viewer;
  readonly #objectOf: (data: unknown) => unknown;
  readonly #watch: Watch;

  /** `objectOf` finds the object in the data of the query. */
  constructor(
    federation: Pick<Federation, 'url' | 'query'>,
    selection: ComparedSelection,
    viewer: Viewer,
    objectOf: (data: unknown) => unknown = (data) => (data as { it?: unknown } | null)?.it,
  ) {
    this.#federation = federation;
    this.#selection = selection;
    this.#viewer = viewer;
    this.#objectOf = objectOf;
    this.#watch = watch(federation.url, selection.subscription, {
      token: viewer.token,
      variables: selection.variables,
      headers: { 'accept-language': viewer.language },
    });
  }

  get results(): number {
    return this.#watch.events.length;
  }

  /** Resolves when the newest result equals the query, and there are at least this many. Rejects when it does not. */
  async compare(atLeast: number): Promise<void> {
    let last = '';
    try {
      await until(async () => {
        if (this.#watch.ended() !== null) throw new Error('the subscription has ended');
        if (this.results < atLeast) return false;
        const [actual, expected] = [this.#newest(), await this.#queried()];
        last = `received ${actual}\nqueried  ${expected}`;
        return actual === expected;
      });
    } catch (error) {
      const { subscription, variables } = this.#selection;
      throw new Error(`${subscription}\n${JSON.stringify(variables)}\n${last}`, { cause: error });
    }
  }

  stop(): Promise<void> {
    return this.#watch.stop();
  }

  #newest(): string {
    const { data, errors = [] } = this.#watch.events.at(-1) ?? {};
    return comparable((data as { it?: unknown } | null)?.it, errors);
  }

  async #queried(): Promise<string> {
    const { query, variables } = this.#selection;
    const { token, language } = this.#viewer;
    const { data, errors = [] } = await this.#federation.query(query, variables, token, {
      'accept-language': language,
    });
    return comparable(this.#objectOf(data), errors);
  }
}

/** The object, and the code and message of each error by its last field: the paths before that differ. */
function comparable(
  object: unknown,
  errors: readonly { message: string; path?: unknown[]; extensions: { code: string } }[],
): string {
  const described = errors.map(({ message, path = [], extensions }) => `${path.at(-1)} ${extensions.code} ${message}`);
  return JSON.stringify({ object: object ?? null, errors: described.sort() });
}
