import { type DocumentNode, Kind, parse, type StringValueNode } from 'graphql';
import { projectRoot } from '#platform/settings.ts';
import { readSubgraphSchemas, type SubgraphSource } from '../gateway/supergraph/compose.ts';
import { reportFaults } from './report-faults.ts';

/** What a schema defines: `trips`, `Query.trip(id:)`, the description. */
interface Definition {
  subgraph: string;
  coordinate: string;
  description: string;
}

/**
 * Finds the schema coordinates that have no description, and those that subgraphs describe differently: of several descriptions,
 * composition takes one.
 */
export function findUndescribed(subgraphs: readonly SubgraphSource[]): string[] {
  const definitions = subgraphs.flatMap(({ name, typeDefs }) => definitionsOf(name, parse(typeDefs)));
  const faults: string[] = [];
  const first = new Map<string, Definition>();
  for (const each of definitions) {
    const { subgraph, coordinate, description } = each;
    const earlier = first.get(coordinate);
    if (!description) faults.push(`${subgraph}: ${coordinate} has no description`);
    else if (!earlier) first.set(coordinate, each);
    else if (earlier.description !== description) {
      faults.push(`${subgraph}: ${coordinate} is described differently in ${earlier.subgraph}`);
    }
  }
  return faults;
}

function definitionsOf(subgraph: string, { definitions }: DocumentNode): Definition[] {
  const found: Definition[] = [];
  const add = (coordinate: string, description: StringValueNode | undefined) =>
    found.push({ subgraph, coordinate, description: description?.value.trim() ?? '' });
  for (const each of definitions) {
    if (each.kind === Kind.DIRECTIVE_DEFINITION) {
      const coordinate = `@${each.name.value}`;
      add(coordinate, each.description);
      for (const { name, description } of each.arguments ?? []) add(`${coordinate}(${name.value}:)`, description);
      continue;
    }
    if (!('name' in each) || !each.name) continue;
    const type = each.name.value;
    // An extension cannot have a description, its members can.
    if ('description' in each) add(type, each.description);
    if ('values' in each) {
      for (const { name, description } of each.values ?? []) add(`${type}.${name.value}`, description);
    }
    if (!('fields' in each)) continue;
    for (const field of each.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`;
      add(coordinate, field.description);
      if (field.kind === Kind.INPUT_VALUE_DEFINITION) continue;
      for (const { name, description } of field.arguments ?? []) add(`${coordinate}(${name.value}:)`, description);
    }
  }
  return found;
}

if (import.meta.main) {
  reportFaults(
    findUndescribed(await readSubgraphSchemas(projectRoot)),
    'every element of the schemas has a description',
  );
}
