import type { GraphQLFormattedError } from 'graphql';
import type { SharedResult } from '../../subscriptions/shared-result.ts';

/** How a media type writes the messages of one subscription. */
export interface StreamFormat {
  /** The value of the content type's header. */
  contentType: string;
  /** Sent with the headers, so that a proxy passes them on. */
  opening: string;
  /** Sent while there is no event, so that no proxy closes the connection. Clients ignore it. */
  heartbeat: string;
  /** Encodes a result. The bytes do not depend on the subscriber. */
  encode(result: SharedResult): Buffer;
  /** The last message: the subscription is complete, or has failed with these errors. */
  ending(errors: readonly GraphQLFormattedError[]): string;
}
