import { type ConstDirectiveNode, type DocumentNode, visit } from 'graphql';
import { textArgument } from './definitions.ts';
import type { DocumentFault, DocumentRule } from './document-rule.ts';

const dateInText = /\b\d{4}-\d{2}-\d{2}\b/;

/** Clients plan by the date; the removal waits for it. */
export const deprecationDate: DocumentRule = {
  requires: 'The reason of a deprecation has the date from which the element may be removed, such as `2027-06-30`.',
  *check({ document }): Iterable<DocumentFault> {
    for (const node of deprecationsOf(document)) {
      const reason = textArgument(node, 'reason');
      // A deprecation without a reason is a fault of another rule.
      if (!reason?.trim() || removalDateOf(node)) continue;
      yield { node, message: 'the reason must say from which date the element may be removed, such as 2027-06-30' };
    }
  },
};

/** A warning: a date that passes must not fail the build of an unrelated change. */
export const deprecationExpired: DocumentRule = {
  requires: 'What is deprecated is removed, or gets a later date, once the date of its deprecation has passed.',
  *check({ document }): Iterable<DocumentFault> {
    const today = new Date().toISOString().slice(0, 10);
    for (const node of deprecationsOf(document)) {
      const date = removalDateOf(node);
      if (date && date < today)
        yield { node, message: `its date, ${date}, has passed: remove it, or set a later date` };
    }
  },
};

function deprecationsOf(document: DocumentNode): ConstDirectiveNode[] {
  const found: ConstDirectiveNode[] = [];
  visit(document, {
    Directive(node) {
      if (node.name.value === 'deprecated') found.push(node as ConstDirectiveNode);
    },
  });
  return found;
}

/** Returns the date in the reason; undefined if it has none that exists. */
function removalDateOf(node: ConstDirectiveNode): string | undefined {
  const date = dateInText.exec(textArgument(node, 'reason') ?? '')?.[0];
  if (!date) return undefined;
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date ? undefined : date;
}
