import { outputFieldsOf } from './definitions.ts';
import type { DocumentFault, DocumentRule } from './document-rule.ts';

/** GraphQL answers such a field with null, or with an error if it is not nullable. */
export const resolvedField: DocumentRule = {
  requires:
    "A field has a resolver, or its parent object has a property with a value of the field's type. The types are those of `generated/types.ts`.",
  *check({ document, unresolved }): Iterable<DocumentFault> {
    for (const { field, coordinate } of outputFieldsOf(document)) {
      const reason = unresolved.get(coordinate);
      if (reason !== undefined) yield { node: field.name, message: `nobody resolves ${coordinate}: ${reason}` };
    }
  },
};
