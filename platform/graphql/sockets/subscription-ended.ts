import type { GraphQLError } from 'graphql';

/**
 * Ends a subscription that has failed: an iterator of `subscribe` rejects with it. The client gets its errors, at least one, in one message
 * `error`, and no `complete`.
 */
export class SubscriptionEnded extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super('the subscription has ended');
    this.name = 'SubscriptionEnded';
    this.errors = errors;
  }
}
