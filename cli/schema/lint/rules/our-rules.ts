import { deprecationDate, deprecationExpired } from './deprecation.ts';
import type { DocumentRule } from './document-rule.ts';
import { listSize } from './list-size.ts';
import { mutationShape } from './mutation-shape.ts';
import { noOverrideLabel } from './no-override-label.ts';
import { nullableAtBorder } from './nullable-at-border.ts';
import { nullableWhenRefused } from './nullable-when-refused.ts';
import { relayEdge } from './relay-edge.ts';
import { resolvedField } from './resolved-field.ts';
import { sameDescription } from './same-description.ts';

/** Our own rules, by name. */
export const ourRules: Readonly<Record<string, DocumentRule>> = {
  'deprecation-date': deprecationDate,
  'deprecation-expired': deprecationExpired,
  'list-size': listSize,
  'mutation-shape': mutationShape,
  'no-override-label': noOverrideLabel,
  'nullable-at-border': nullableAtBorder,
  'nullable-when-refused': nullableWhenRefused,
  'relay-edge': relayEdge,
  'resolved-field': resolvedField,
  'same-description': sameDescription,
};
