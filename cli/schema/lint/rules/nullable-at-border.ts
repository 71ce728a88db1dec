import { directiveOf, isNonNull, type OutputType, outputFieldsOf, outputTypesOf } from './definitions.ts';
import type { DocumentFault, DocumentRule, SubgraphDocument } from './document-rule.ts';

/** A subgraph that is down must not take away what the others know of an object. */
export const nullableAtBorder: DocumentRule = {
  requires:
    "A field that a subgraph adds to another subgraph's entity is nullable. An entity belongs to the subgraph that defines most of its fields.",
  *check({ name, document, subgraphs }): Iterable<DocumentFault> {
    for (const { type, field, coordinate } of outputFieldsOf(document)) {
      const typeName = type.name.value;
      if (!isNonNull(field.type) || directiveOf(field, 'external')) continue;
      const owner = isEntity(document, typeName) ? ownerOf(typeName, subgraphs) : undefined;
      if (!owner || owner.name === name || fieldNames(owner, typeName).has(field.name.value)) continue;
      const message = `${coordinate} is not nullable: without ${name}, clients lose the whole ${typeName}, which is an entity of ${owner.name}`;
      yield { node: field.name, message };
    }
  },
};

const partsOf = (document: SubgraphDocument['document'], type: string): OutputType[] =>
  outputTypesOf(document).filter(({ name }) => name.value === type);

const isEntity = (document: SubgraphDocument['document'], type: string): boolean =>
  partsOf(document, type).some((each) => directiveOf(each, 'key'));

function fieldNames({ document }: SubgraphDocument, type: string): Set<string> {
  const fields = partsOf(document, type).flatMap((each) => each.fields ?? []);
  return new Set(fields.filter((field) => !directiveOf(field, 'external')).map(({ name }) => name.value));
}

/** Returns the subgraph with most fields of an entity, the first of several. One that knows it only as an interface object owns none. */
function ownerOf(type: string, subgraphs: readonly SubgraphDocument[]): SubgraphDocument | undefined {
  let owner: SubgraphDocument | undefined;
  for (const each of subgraphs) {
    const parts = partsOf(each.document, type);
    if (parts.length === 0 || parts.some((part) => directiveOf(part, 'interfaceObject'))) continue;
    if (!owner || fieldNames(each, type).size > fieldNames(owner, type).size) owner = each;
  }
  return owner;
}
