import { directiveOf, isNonNull, isRootType, outputFieldsOf } from './definitions.ts';
import type { DocumentFault, DocumentRule } from './document-rule.ts';

const authDirectives = ['authenticated', 'requiresScopes', 'policy'];

/** The gateway answers a refused field with null, which below a non-null field takes its whole parent away. */
export const nullableWhenRefused: DocumentRule = {
  requires: 'A field with `@authenticated`, `@requiresScopes` or `@policy` is nullable, except a field of a root type.',
  *check({ document }): Iterable<DocumentFault> {
    for (const { type, field, coordinate } of outputFieldsOf(document)) {
      if (isRootType(type) || !isNonNull(field.type)) continue;
      const directive = authDirectives.find((name) => directiveOf(field, name));
      if (!directive) continue;
      const message = `${coordinate} has @${directive} and is not nullable: a viewer without access loses the whole ${type.name.value}`;
      yield { node: field.name, message };
    }
  },
};
