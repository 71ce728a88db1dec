import { setImmediate as nextTurn } from 'node:timers/promises';
import { type DocumentNode, type GraphQLError, print } from 'graphql';
import { Refusal } from '#platform/errors/refusal.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { Log } from '#platform/log.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import { PreparedOperation } from '../admission/operation-cache.ts';
import { type ChangeableCache, dropChangesOf } from '../caching/drop-changes.ts';
import type { OperationRequest } from '../run-operation.ts';
import type { GraphVersion, ServedGraph } from '../supergraph/served-graph.ts';
import { UpstreamSockets } from '../upstream/upstream-sockets.ts';
import type { Channel } from './channel.ts';
import type { Group, PendingEvent } from './group.ts';
import { type PreparedSubscription, type PrepareOptions, prepareSubscription } from './prepare-subscription.ts';
import { Subscriber } from './subscriber.ts';
import { Topic, type TopicOptions } from './topic.ts';

export interface SubscriptionHubOptions extends PrepareOptions {
  served: ServedGraph;
  /** The cache from which each event drops what it is of; none by default. */
  cache?: ChangeableCache | null;
  log: Log;
}

/** A running subscription. */
export interface Subscription {
  /** Ends it without a message to the client, which has left. */
  unsubscribe(): void;
}

/** Subscribers that are planned again in one turn of the event loop. */
const replansPerTurn = 100;

type Errors = { errors: readonly GraphQLError[] };

/**
 * Runs all clients' subscriptions. Equal ones share one subscription at the subgraph (a topic), and one execution and one serialisation of
 * each event (a group).
 */
export class SubscriptionHub implements Running {
  readonly #options: SubscriptionHubOptions;
  readonly #upstream = new UpstreamSockets();
  readonly #topics = new Map<string, Topic>();

  constructor(options: SubscriptionHubOptions) {
    this.#options = options;
  }

  /** The numbers of topics, of groups, and of sockets to subgraphs. */
  get size(): { topics: number; groups: number; sockets: number } {
    const topics = [...this.#topics.values()];
    const groups = topics.reduce((sum, topic) => sum + topic.groups.size, 0);
    return { topics: topics.length, groups, sockets: this.#upstream.size };
  }

  /**
   * Starts a subscription, whose results go to the channel from then on. Returns errors when it cannot start.
   *
   * @throws Refusal OPERATION_TOO_LARGE, OPERATION_NOT_ALLOWED
   */
  async subscribe(request: OperationRequest, channel: Channel): Promise<Subscription | Errors> {
    const { served } = this.#options;
    for (;;) {
      const version = served.current;
      const prepared = await this.#prepare(request, version);
      // Nothing may come between this check and the group: it would be moved to the next version without the subscriber.
      if (version !== served.current) continue;
      if ('errors' in prepared) return prepared;
      const subscriber = new Subscriber(prepared.request, channel, prepared.isState);
      this.#join(subscriber, prepared);
      const { metrics, usage } = this.#options.limits;
      metrics.subscribed(request.operation);
      usage.count(prepared.request);
      return { unsubscribe: () => subscriber.cancel() };
    }
  }

  /**
   * Plans every group for the present version of the supergraph, between two of its events. Subscriptions that this version does not have
   * end with their error. Those of a log whose events are now requested in another way end with EVENTS_LOST.
   */
  async replan(): Promise<void> {
    const version = this.#options.served.current;
    for (const topic of [...this.#topics.values()]) {
      for (const group of [...topic.groups]) {
        if (group.prepared.graph !== version.graph) await this.#replan(topic, group, version);
      }
    }
  }

  async stop(): Promise<void> {
    for (const topic of [...this.#topics.values()]) topic.stop();
    this.#upstream.dispose();
  }

  async #prepare(request: OperationRequest, version: GraphVersion): Promise<PreparedSubscription | Errors> {
    const current = request.graph === version.graph ? request : onVersion(request, version);
    return 'errors' in current ? current : prepareSubscription(current, this.#options);
  }

  #join(subscriber: Subscriber, prepared: PreparedSubscription): void {
    const topic = this.#topicOf(prepared);
    subscriber.since = topic.number + 1;
    subscriber.isState = prepared.isState;
    topic.groupOf(prepared).add(subscriber);
  }

  #topicOf(prepared: PreparedSubscription): Topic {
    const { topic: key } = prepared;
    const existing = this.#topics.get(key);
    if (existing) return existing;
    const onEnd = () => void this.#topics.delete(key);
    const { log, cache } = this.#options;
    const onEvent: TopicOptions['onEvent'] = (event, subgraph) => cache && dropChangesOf(event, subgraph, cache);
    const topic = new Topic({ prepared, upstream: this.#upstream, log, onEvent, onEnd });
    this.#topics.set(key, topic);
    return topic;
  }

  /** Subscribers of a group may get different audiences: a field that was public may have become private. */
  async #replan(topic: Topic, group: Group, version: GraphVersion): Promise<void> {
    const parts: { prepared: PreparedSubscription; subscribers: Subscriber[] }[] = [];
    for (const [index, subscriber] of [...group.members].entries()) {
      if (index % replansPerTurn === replansPerTurn - 1) await nextTurn();
      const preparing = this.#prepare(subscriber.request, version);
      const prepared = await preparing.catch((error) => ({ errors: [asGraphQLError(error)] }));
      if (version !== this.#options.served.current) return;
      if ('errors' in prepared) {
        subscriber.end(prepared.errors);
        continue;
      }
      subscriber.request = prepared.request;
      const part = parts.find((each) => each.prepared.group === prepared.group);
      if (part) part.subscribers.push(subscriber);
      else parts.push({ prepared, subscribers: [subscriber] });
    }
    group.handOver((pending) => {
      for (const { prepared, subscribers } of parts) {
        const present = subscribers.filter((each) => group.members.has(each));
        if (present.length > 0) this.#move(present, { from: topic, prepared, pending });
      }
      topic.close(group);
      // The plans are of a version that has been replaced while the group was executing an event.
      if (version !== this.#options.served.current) void this.replan();
    });
  }

  #move(
    subscribers: readonly Subscriber[],
    { from, prepared, pending }: { from: Topic; prepared: PreparedSubscription; pending: readonly PendingEvent[] },
  ): void {
    if (prepared.topic === from.key) from.groupOf(prepared).adopt(subscribers, pending, from.number);
    else if (prepared.isState) for (const each of subscribers) this.#join(each, prepared);
    else for (const each of subscribers) each.end([asGraphQLError(new Refusal('EVENTS_LOST'))]);
  }
}

/** The text of each document: the subscribers of a group have the same one. */
const texts = new WeakMap<DocumentNode, string>();

/** The request for another version of the supergraph, or the errors that its operation has there. */
function onVersion(
  request: OperationRequest,
  { graph, operations, subgraphs }: GraphVersion,
): OperationRequest | Errors {
  const { document, definition } = request.operation;
  const text = texts.get(document) ?? print(document);
  texts.set(document, text);
  const operation = operations.prepare(text, definition.name?.value);
  return operation instanceof PreparedOperation ? { ...request, graph, operation, subgraphs } : { errors: operation };
}
