import type { Supergraph } from '@apollo/federation-internals';

/** The identity of the specification of `@state` and `@position`: the URL by which a supergraph links it, without its version. */
const specification = 'https://masar-eagle.example/subscriptions';

/** What a supergraph's directives say of its subscription fields. It may link the directives under other names. */
export interface SubscriptionDirectives {
  /** The fields under `@state`: each event of them is the whole present, so that only the newest matters. */
  states: ReadonlySet<string>;
  /** The arguments under `@position`, by field: a subscription with a value for one goes on from a position of its own. */
  positions: ReadonlyMap<string, ReadonlySet<string>>;
}

export function subscriptionDirectives({ schema }: Supergraph): SubscriptionDirectives {
  const feature = schema.coreFeatures?.getByIdentity(specification);
  const fields = schema.schemaDefinition.rootType('subscription')?.fields() ?? [];
  if (!feature) return { states: new Set(), positions: new Map() };
  const [state, position] = [feature.directiveNameInSchema('state'), feature.directiveNameInSchema('position')];
  const positioned = fields.map((field) => {
    const all = field.arguments().filter((argument) => argument.hasAppliedDirective(position));
    return [field.name, new Set(all.map(({ name }) => name))] as const;
  });
  return {
    states: new Set(fields.filter((field) => field.hasAppliedDirective(state)).map(({ name }) => name)),
    positions: new Map(positioned.filter(([, names]) => names.size > 0)),
  };
}
