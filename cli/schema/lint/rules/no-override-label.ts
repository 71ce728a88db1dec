import { directiveOf, outputFieldsOf, textArgument } from './definitions.ts';
import type { DocumentFault, DocumentRule } from './document-rule.ts';

/** The gateway chooses no labels: a field under one stays where it is, whatever its percentage. */
export const noOverrideLabel: DocumentRule = {
  requires: 'An `@override` has no label: the gateway moves a field at once, or not at all.',
  *check({ document }): Iterable<DocumentFault> {
    for (const { field, coordinate } of outputFieldsOf(document)) {
      const override = directiveOf(field, 'override');
      if (!override || textArgument(override, 'label') === undefined) continue;
      const from = textArgument(override, 'from');
      yield {
        node: override,
        message: `the @override of ${coordinate} has a label, so that the gateway still reads it from ${from}`,
      };
    }
  },
};
