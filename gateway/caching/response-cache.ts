import type { ExecutionResult } from 'graphql';
import type { SharedResult } from '../sharing/shared-result.ts';
import type { CachePolicy } from './cache-policy.ts';
import { cacheTagsOf } from './cache-tags.ts';
import type { PublicCache } from './public-cache.ts';

/** An operation whose responses may be cached. */
interface CacheableOperation {
  readonly cachePolicy: CachePolicy | null;
}

/** The cached responses to one operation, by its variables and what else its response depends on. */
export interface OperationResponses {
  get(key: string): SharedResult | undefined;
  /** Returns the function that stores the result of a run that begins now, if it may be stored. */
  begin(key: string): (result: SharedResult) => void;
}

/** The cached responses to the operations of one version of the graph. */
export class ResponseCache {
  readonly #cache: PublicCache<SharedResult>;
  readonly #operations = new WeakMap<CacheableOperation, OperationResponses>();

  constructor(cache: PublicCache<SharedResult>) {
    this.#cache = cache;
  }

  /** Returns null for an operation whose responses are not cached. */
  of(operation: CacheableOperation): OperationResponses | null {
    const policy = operation.cachePolicy;
    if (!policy) return null;
    let responses = this.#operations.get(operation);
    if (!responses) {
      responses = this.#create(policy);
      this.#operations.set(operation, responses);
    }
    return responses;
  }

  #create(policy: CachePolicy): OperationResponses {
    const cache = this.#cache;
    const prefix = cache.createPrefix();
    return {
      get: (key) => cache.get(prefix + key),
      begin: (key) => {
        const [since, start] = [cache.moment(), cache.now()];
        return (result) => {
          const tags = isComplete(result) ? cacheTagsOf(result.data, policy, start) : null;
          if (!tags) return;
          const until = Math.min(tags.until, start + policy.maxAge * 1_000);
          cache.set(prefix + key, { result, ids: tags.ids, lists: policy.lists, until, since });
        };
      },
    };
  }
}

const isComplete = ({ data, errors }: ExecutionResult): boolean => data !== undefined && data !== null && !errors;
