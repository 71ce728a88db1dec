import { type ASTVisitor, BREAK, type DocumentNode, GraphQLError, type ValidationContext, visit } from 'graphql';
import { Refusal } from '../errors/refusal.ts';

/** The fields that return a schema: introspection, and a subgraph's own SDL. `__typename` names a type that the client has already. */
const schemaFields: ReadonlySet<string> = new Set(['__schema', '__type', '_service']);

/** Whether a document selects a field that returns the schema. */
export function selectsSchema(document: DocumentNode): boolean {
  let isSelected = false;
  visit(document, {
    Field: ({ name }) => {
      if (!schemaFields.has(name.value)) return undefined;
      isSelected = true;
      return BREAK;
    },
  });
  return isSelected;
}

/** The error of an operation that selects such a field without being allowed to. */
export const introspectionRefusal = (): Refusal => new Refusal('OPERATION_NOT_ALLOWED', {}, 'introspection');

/** Refuses every field that returns the schema. */
export function noSchemaRule(context: ValidationContext): ASTVisitor {
  return {
    Field: (node) => {
      if (!schemaFields.has(node.name.value)) return;
      const originalError = introspectionRefusal();
      context.reportError(new GraphQLError(originalError.code, { nodes: node, originalError }));
    },
  };
}
