import type { Directive, InterfaceType, ObjectType, Supergraph, UnionType } from '@apollo/federation-internals';

/** The identity of the specification of `@cacheControl` and `@cacheUntil`: the URL by which a supergraph links it, without its version. */
const specification = 'https://masar-eagle.example/caching';

/** What `@cacheControl` says of a field or a type. */
export interface CacheHint {
  /** Seconds. */
  maxAge?: number;
  isPrivate: boolean;
  /** Whether the field has the age of what contains it. */
  inherits: boolean;
}

/** What a supergraph says of the caching of its fields. It may link the directives under other names. */
export interface CacheRules {
  /** The hints of types, by name, and of fields, by `Type.field`. */
  hints: ReadonlyMap<string, CacheHint>;
  /** The fields under `@cacheUntil` of each type that has some. */
  until: ReadonlyMap<string, readonly string[]>;
  /** The types with a key. */
  entities: ReadonlySet<string>;
  /** The subgraphs that may resolve a field, by `Type.field`. */
  owners: ReadonlyMap<string, readonly string[]>;
}

/** Returns null for a supergraph that does not link the specification: nothing of it is cached. */
export function cacheRules({ schema }: Supergraph, subgraphs: ReadonlyMap<string, string>): CacheRules | null {
  const feature = schema.coreFeatures?.getByIdentity(specification);
  if (!feature) return null;
  const [control, end] = [feature.directiveNameInSchema('cacheControl'), feature.directiveNameInSchema('cacheUntil')];
  const hints = new Map<string, CacheHint>();
  const until = new Map<string, string[]>();
  const entities = new Set<string>();
  const owners = new Map<string, string[]>();
  const addHint = (name: string, applied: readonly Directive[]) => {
    const hint = hintOf(applied.map((directive) => directive.arguments()));
    if (hint) hints.set(name, hint);
  };
  const types: (ObjectType | InterfaceType | UnionType)[] = [
    ...schema.objectTypes(),
    ...schema.interfaceTypes(),
    ...schema.unionTypes(),
  ];
  for (const type of types) {
    addHint(type.name, type.appliedDirectivesOf(control));
    const joins = type.appliedDirectivesOf('join__type').map((directive) => directive.arguments());
    if (joins.some(({ key }) => key !== undefined)) entities.add(type.name);
    if (type.kind === 'UnionType') continue;
    for (const field of type.fields()) {
      const name = `${type.name}.${field.name}`;
      addHint(name, field.appliedDirectivesOf(control));
      if (field.hasAppliedDirective(end)) until.set(type.name, [...(until.get(type.name) ?? []), field.name]);
      const graphs = field.appliedDirectivesOf('join__field').flatMap((directive) => directive.arguments().graph ?? []);
      const all = graphs.length > 0 ? graphs : joins.map(({ graph }) => graph);
      owners.set(name, [...new Set(all.flatMap((graph) => subgraphs.get(String(graph)) ?? []))]);
    }
  }
  return { hints, until, entities, owners };
}

/** The strictest of the hints of several subgraphs. */
function hintOf(applied: readonly Record<string, unknown>[]): CacheHint | null {
  if (applied.length === 0) return null;
  const ages = applied.flatMap(({ maxAge }) => (typeof maxAge === 'number' ? [maxAge] : []));
  return {
    ...(ages.length > 0 ? { maxAge: Math.min(...ages) } : {}),
    isPrivate: applied.some(({ scope }) => scope === 'PRIVATE'),
    inherits: ages.length === 0 && applied.some(({ inheritMaxAge }) => inheritMaxAge === true),
  };
}
