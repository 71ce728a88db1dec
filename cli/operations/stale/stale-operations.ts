import { type DocumentNode, GraphQLSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import type pg from 'pg';
import { rootFields } from '#platform/graphql/root-fields.ts';
import type { ManifestOperation } from '../../../gateway/admission/persisted/manifest.ts';
import { operationParts, usedDocument } from '../../../gateway/graphql/operation-parts.ts';
import { maxOperationName } from '../../../gateway/usage/counted-operation.ts';
import { textWithoutValues } from '../../../gateway/usage/text-without-values.ts';
import { type LastUse, readLastUses, readOperations } from '../../../registry/usage/read-operation-use.ts';
import { CannotRun } from '../../schema/cannot-run.ts';

/** A published operation that clients have not sent lately. */
export interface StaleOperation {
  id: string;
  name: string;
  /** The clients that used it last, the latest first; none when no use is known. */
  lastUses: readonly Omit<LastUse, 'operationId'>[];
}

/**
 * Finds the published operations that were not counted since a day, such as `2031-02-03`. Operations that differ in values, enum values and
 * aliases alone count as one. Those that read the schema alone are never counted, and never stale.
 *
 * @throws CannotRun when a published operation has a syntax error.
 */
export async function staleOperations(
  client: pg.Client,
  published: readonly ManifestOperation[],
  firstDay: string,
): Promise<StaleOperation[]> {
  const operations = published.map(readPublished).filter(({ isCounted }) => isCounted);
  const counted = new Map<string, { ids: string[]; lastDay: string }>();
  const names = [...new Set(operations.map(({ countedName }) => countedName))];
  const known = new Set(operations.flatMap(({ keys }) => keys));
  for await (const { id, name, kind, document, lastDay } of readOperations(client, names)) {
    const key = document === '' ? nameKey(kind, name) : textKey(parse(document));
    if (!known.has(key)) continue;
    const others = counted.get(key) ?? { ids: [], lastDay };
    counted.set(key, { ids: [...others.ids, id], lastDay: lastDay > others.lastDay ? lastDay : others.lastDay });
  }
  const stale = operations
    .map(({ operation, keys }) => ({ operation, uses: keys.flatMap((key) => counted.get(key) ?? []) }))
    .filter(({ uses }) => uses.every(({ lastDay }) => lastDay < firstDay));
  const lastUses = await readLastUses(client, [
    ...new Set(stale.flatMap(({ uses }) => uses.flatMap(({ ids }) => ids))),
  ]);
  return stale
    .map(({ operation: { id, name }, uses }) => {
      const ids = new Set(uses.flatMap((each) => each.ids));
      const own = lastUses.filter(({ operationId }) => ids.has(operationId)).map(({ operationId: _, ...use }) => use);
      return { id, name, lastUses: own.sort((one, other) => (one.lastDay < other.lastDay ? 1 : -1)) };
    })
    .sort((one, other) => (`${one.name} ${one.id}` < `${other.name} ${other.id}` ? -1 : 1));
}

/** Without enum values of its own: those of a text become placeholders, because they may have left the schema since. */
const anySchema = new GraphQLSchema({});

const textKey = (document: DocumentNode): string => `text ${textWithoutValues(anySchema, document)}`;

/** The texts of long operations are not stored. One of the same name may be the same. */
const nameKey = (kind: string, name: string): string => `name ${kind} ${name}`;

function readPublished(operation: ManifestOperation) {
  const document = parsed(operation);
  const { operation: definition } = operationParts(document, undefined);
  const name = definition.name?.value ?? '';
  const countedName = name.length <= maxOperationName ? name : '';
  const keys = [textKey(usedDocument(operationParts(document, undefined))), nameKey(definition.operation, countedName)];
  const isCounted = rootFields(document, definition).some((field) => !field.name.value.startsWith('__'));
  return { operation, countedName, keys, isCounted };
}

function parsed({ name, body }: ManifestOperation): DocumentNode {
  try {
    const document = parse(body);
    const isOperation = (each: { kind: string }): each is OperationDefinitionNode =>
      each.kind === Kind.OPERATION_DEFINITION;
    if (document.definitions.some(isOperation)) return document;
  } catch (error) {
    throw new CannotRun(`the manifest is invalid: ${name}: ${(error as Error).message}`, { cause: error });
  }
  throw new CannotRun(`the manifest is invalid: ${name} has no operation`);
}
