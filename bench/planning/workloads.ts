import { print } from 'graphql';
import { projectRoot } from '#platform/settings.ts';
import { readClientOperations } from '../../cli/schema/operations/client-operations.ts';
import { composeSupergraph, readSubgraphSchemas } from '../../gateway/supergraph/compose.ts';
import type { Schemas } from '../gateway/canned-subgraphs.ts';
import { withoutAuthorization } from '../gateway/workloads.ts';

/** Operations that are planned one after another, and measured together. */
export interface PlannedQueries {
  name: string;
  queries: string[];
}

/** A supergraph, and what is planned over it. */
export interface PlanningWorkload {
  name: string;
  supergraph: string;
  /** The subgraphs' schemas. */
  schemas: Schemas;
  /** An operation of one fetch. */
  simple: string;
  planned: PlannedQueries[];
}

const header =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@interfaceObject"])\n';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

function compose(count: number, typeDefs: (subgraph: number) => string): { supergraph: string; schemas: Schemas } {
  const subgraphs = upTo(count).map((at) => ({
    name: `s${at}`,
    url: `http://s${at}.test`,
    typeDefs: header + typeDefs(at),
  }));
  return {
    supergraph: composeSupergraph(subgraphs).supergraphSdl,
    schemas: Object.fromEntries(subgraphs.map((each) => [each.name, each.typeDefs])),
  };
}

/** Eight subgraphs know ten entities by three keys. Each has a field of each entity; two can resolve the way from one entity to the next. */
function keys(): PlanningWorkload {
  const entities = upTo(10);
  const composed = compose(8, (at) => {
    const types = entities.map((entity) => {
      const isNextHere = entity % 8 === at || (entity + 3) % 8 === at;
      const next = isNextHere ? `next: E${(entity + 1) % 10} @shareable` : '';
      return `type E${entity} @key(fields: "id") @key(fields: "sku") @key(fields: "code") { id: ID! sku: ID! code: ID! f${at}: Int ${next} }`;
    });
    return `${at === 0 ? 'type Query { e0: E0 }' : ''} ${types.join('\n')}`;
  });
  const fields = upTo(8)
    .map((at) => `f${at}`)
    .join(' ');
  const nested = (depth: number): string => (depth === 1 ? fields : `${fields} next { ${nested(depth - 1)} }`);
  return {
    name: 'keys',
    ...composed,
    simple: '{ e0 { id f0 } }',
    planned: [3, 5, 7].map((depth) => ({ name: `keys, depth ${depth}`, queries: [`{ e0 { ${nested(depth)} } }`] })),
  };
}

/** Three subgraphs each have a field of the 40 members of a union. */
function union(): PlanningWorkload {
  const members = upTo(40).map((at) => `M${at}`);
  const composed = compose(3, (at) => {
    const types = members.map((member) => `type ${member} @key(fields: "id") { id: ID! f${at}: Int }`);
    const root = at === 0 ? `type Query { all: [Any] } union Any = ${members.join(' | ')}` : '';
    return `${root} ${types.join('\n')}`;
  });
  const fragments = members.map((member) => `... on ${member} { f0 f1 f2 }`).join(' ');
  return {
    name: 'union',
    ...composed,
    simple: '{ all { __typename } }',
    planned: [{ name: 'union of 40', queries: [`{ all { ${fragments} } }`] }],
  };
}

/**
 * An interface without a key, its implementations in five subgraphs. From an item to others lead `own1` to `own4`, each in one subgraph, and
 * `any`, which all of them resolve.
 */
function interfaces(implementations: number): PlanningWorkload {
  const composed = compose(5, (at) => {
    const own = at > 0 ? `own${at}: Item` : '';
    const types = upTo(implementations).map(
      (type) =>
        `type T${type} implements Item @key(fields: "id") { id: ID! name: String @shareable f${at}: Int any: Item @shareable ${own} }`,
    );
    return `${at === 0 ? 'type Query { items: [Item] }' : ''}
      interface Item { id: ID! name: String any: Item ${own} } ${types.join('\n')}`;
  });
  const own = '{ items { name own1 { name own2 { name own3 { name } } } } }';
  const any = '{ items { name any { name any { name any { name } } } } }';
  return {
    name: `interface of ${implementations}`,
    ...composed,
    simple: '{ items { id name } }',
    planned: [
      { name: `interface of ${implementations}, own fields`, queries: [own] },
      { name: `interface of ${implementations}, shared field`, queries: [any] },
    ],
  };
}

/** 500 fields of an entity, a hundred from each of five subgraphs. */
function manyFields(): PlanningWorkload {
  const fieldsOf = (at: number) => upTo(100).map((field) => `s${at}f${field}`);
  const composed = compose(
    5,
    (at) => `${at === 0 ? 'type Query { thing: Thing }' : ''}
      type Thing @key(fields: "id") { id: ID! ${fieldsOf(at)
        .map((field) => `${field}: Int`)
        .join(' ')} }`,
  );
  return {
    name: 'fields',
    ...composed,
    simple: '{ thing { s0f0 } }',
    planned: [{ name: '500 fields', queries: [`{ thing { ${upTo(5).flatMap(fieldsOf).join(' ')} } }`] }],
  };
}

/** The operations of our own clients, and accounts nested in the notifications of accounts. */
async function own(): Promise<PlanningWorkload> {
  const { operations } = await readClientOperations(projectRoot);
  const schemas = await readSubgraphSchemas(projectRoot, {});
  const open = schemas.map((each) => ({ ...each, typeDefs: withoutAuthorization(each.typeDefs) }));
  const nested = (levels: number): string =>
    levels === 0
      ? 'fullName'
      : `fullName notifications(first: 1) { edges { node { recipient { ${nested(levels - 1)} } } } }`;
  return {
    name: 'own',
    supergraph: composeSupergraph(open).supergraphSdl,
    schemas: Object.fromEntries(open.map(({ name, typeDefs }) => [name, typeDefs])),
    simple: '{ me { fullName } }',
    planned: [
      {
        name: `our clients' ${operations.length} operations`,
        queries: operations.map(({ document }) => print(document)),
      },
      ...[3, 5].map((levels) => ({
        name: `our accounts, ${levels} levels`,
        queries: [`{ me { ${nested(levels)} } }`],
      })),
    ],
  };
}

export async function planningWorkloads(): Promise<PlanningWorkload[]> {
  return [keys(), union(), interfaces(8), interfaces(20), manyFields(), await own()];
}
