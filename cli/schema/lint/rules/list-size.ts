import { type ConstDirectiveNode, Kind, type TypeNode } from 'graphql';
import { directiveOf, nameOf, nullableOf, outputFieldsOf } from './definitions.ts';
import type { DocumentFault, DocumentRule } from './document-rule.ts';

const isList = (type: TypeNode) => nullableOf(type).kind === Kind.LIST_TYPE;
const isConnection = (name: string | undefined) => name?.endsWith('Connection') ?? false;

/** The cost of an operation is known before it runs only if the size of each list is. */
export const listSize: DocumentRule = {
  requires:
    'A list has `@listSize`. A field that returns a connection has it with `sizedFields: ["edges"]`, and `edges` then needs none.',
  *check({ document }): Iterable<DocumentFault> {
    for (const { type, field, coordinate } of outputFieldsOf(document)) {
      const directive = directiveOf(field, 'listSize');
      const isEdges = isConnection(type.name.value) && field.name.value === 'edges';
      if (isList(field.type) && !isEdges && !directive) {
        yield { node: field.name, message: `${coordinate} is a list without @listSize: its cost is unknown` };
      }
      if (isConnection(nameOf(field.type)) && !sizes(directive, 'edges')) {
        const message = `${coordinate} returns a connection without @listSize(sizedFields: ["edges"]): its cost is unknown`;
        yield { node: field.name, message };
      }
    }
  },
};

function sizes(directive: ConstDirectiveNode | undefined, field: string): boolean {
  const value = directive?.arguments?.find(({ name }) => name.value === 'sizedFields')?.value;
  const values = value?.kind === Kind.LIST ? value.values : [];
  return values.some((each) => each.kind === Kind.STRING && each.value === field);
}
