import { type DocumentNode, Kind, type NameNode, type StringValueNode } from 'graphql';
import type { DocumentFault, DocumentRule } from './document-rule.ts';

interface Described {
  coordinate: string;
  name: NameNode;
  description: string;
}

/** Composition takes one of several descriptions, and clients never see the other. */
export const sameDescription: DocumentRule = {
  requires: 'What several subgraphs define has the same description in each.',
  *check({ name, document, subgraphs }): Iterable<DocumentFault> {
    const elsewhere = new Map<string, { description: string; subgraph: string }>();
    for (const other of subgraphs) {
      // The first subgraph is right, so that one of two reports the difference.
      if (other.name === name) break;
      for (const { coordinate, description } of describedIn(other.document)) {
        if (description && !elsewhere.has(coordinate)) elsewhere.set(coordinate, { description, subgraph: other.name });
      }
    }
    for (const { coordinate, name: node, description } of describedIn(document)) {
      const other = elsewhere.get(coordinate);
      if (!other || !description || other.description === description) continue;
      yield { node, message: `${coordinate} is described differently in ${other.subgraph}` };
    }
  },
};

interface Named {
  name: NameNode;
  description?: StringValueNode | undefined;
}

function* describedIn({ definitions }: DocumentNode): Iterable<Described> {
  for (const each of definitions) {
    if (!('name' in each) || !each.name) continue;
    const isDirective = each.kind === Kind.DIRECTIVE_DEFINITION;
    const type = isDirective ? `@${each.name.value}` : each.name.value;
    if ('description' in each) yield described(type, { name: each.name, description: each.description });
    if (isDirective) {
      for (const argument of each.arguments ?? []) yield described(`${type}(${argument.name.value}:)`, argument);
    }
    if ('values' in each) for (const value of each.values ?? []) yield described(`${type}.${value.name.value}`, value);
    if (!('fields' in each)) continue;
    for (const field of each.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`;
      yield described(coordinate, field);
      if (field.kind === Kind.INPUT_VALUE_DEFINITION) continue;
      for (const argument of field.arguments ?? []) yield described(`${coordinate}(${argument.name.value}:)`, argument);
    }
  }
}

function described(coordinate: string, { name, description }: Named): Described {
  return { coordinate, name, description: description?.value.trim() ?? '' };
}
