import type { GraphQLError } from 'graphql';

/** Ends a subscription with errors, when its iterator rejects with it. The client gets them in one `error` message. */
export class SubscriptionEnded extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super('the subscription has ended with errors');
    this.errors = errors;
  }
}
