import type { Supergraph } from '@apollo/federation-internals';

/** The identity of the specification of `@state`: the URL by which a supergraph links it, without its version. */
const stateSpecification = 'https://masar-eagle.example/state';

/**
 * The subscription fields under `@state`: each event of them is the whole present, so that only the newest matters. A supergraph may
 * link the directive under another name.
 */
export function stateFieldsOf({ schema }: Supergraph): ReadonlySet<string> {
  const feature = schema.coreFeatures?.getByIdentity(stateSpecification);
  const subscription = schema.schemaDefinition.rootType('subscription');
  if (!feature || !subscription) return new Set();
  const directive = feature.directiveNameInSchema('state');
  const states = subscription.fields().filter((field) => field.hasAppliedDirective(directive));
  return new Set(states.map(({ name }) => name));
}
