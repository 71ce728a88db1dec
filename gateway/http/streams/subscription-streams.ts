import type { FastifyReply } from 'fastify';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Viewer } from '#contract/viewer.ts';
import { asGraphQLError } from '#platform/graphql/as-graphql-error.ts';
import type { RequestScope } from '#platform/graphql/request-scope.ts';
import type { ConnectionLimit } from '#platform/http/connection-limit.ts';
import type { Drain } from '#platform/run/drain.ts';
import type { Running } from '#platform/run/lifecycle.ts';
import type { SessionWatch } from '#platform/security/session-watch.ts';
import { responseJson } from '../../response-json.ts';
import type { OperationRequest } from '../../run-operation.ts';
import { SharedResult } from '../../subscriptions/shared-result.ts';
import type { SubscriptionHub } from '../../subscriptions/subscription-hub.ts';
import type { StreamType } from '../media-type.ts';
import { eventStream } from './event-stream.ts';
import { Heartbeats } from './heartbeats.ts';
import { multipart } from './multipart.ts';
import { ResponseChannel } from './response-channel.ts';
import type { StreamFormat } from './stream-format.ts';

export interface SubscriptionStreamsOptions {
  hub: Pick<SubscriptionHub, 'subscribe'>;
  sessions: Pick<SessionWatch, 'onEnd'>;
  drain: Drain;
  limit: ConnectionLimit;
  formatError: (error: unknown, scope: RequestScope) => GraphQLFormattedError;
}

const formats: Record<StreamType, StreamFormat> = { 'text/event-stream': eventStream, 'multipart/mixed': multipart };

/** The subscriptions that have an HTTP response each. */
export class SubscriptionStreams implements Running {
  readonly #options: SubscriptionStreamsOptions;
  readonly #heartbeats = new Heartbeats();
  readonly #open = new Set<ResponseChannel>();
  #isStopped = false;

  constructor(options: SubscriptionStreamsOptions) {
    this.#options = options;
  }

  /** The number of live subscriptions. */
  live(): number {
    return this.#open.size;
  }

  /** Responds with the results of a subscription, as long as it lives. Returns false, and does nothing, at a bound of the connections. */
  serve(request: OperationRequest, reply: FastifyReply, type: StreamType): boolean {
    const { raw: response } = reply;
    // The client has left, and its response will not close again.
    if (response.destroyed) {
      reply.hijack();
      return true;
    }
    const release = this.#options.limit.acquire(reply.request.ip);
    if (!release) return false;
    response.once('close', release);
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) response.setHeader(name, value);
    reply.hijack();
    reply.isStream = true;
    const { context } = request;
    const channel = new ResponseChannel({
      response,
      format: formats[type],
      formatError: (error) => this.#options.formatError(error, context.scope),
    });
    this.#follow(channel, context.viewer);
    void this.#start(request, channel);
    return true;
  }

  /** Ends every response without the end of its subscription, so that clients connect again. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const channel of this.#open) channel.leave();
  }

  #follow(channel: ResponseChannel, viewer: Viewer | null): void {
    const { drain, sessions } = this.#options;
    this.#open.add(channel);
    drain.add(channel);
    channel.onEnd(() => {
      this.#open.delete(channel);
      drain.remove(channel);
    });
    channel.onEnd(this.#heartbeats.add(channel));
    if (viewer) channel.onEnd(sessions.onEnd(viewer, () => channel.expire()));
    if (this.#isStopped || drain.began) channel.leave();
  }

  async #start(request: OperationRequest, channel: ResponseChannel): Promise<void> {
    const started = await this.#subscribe(request, channel);
    // A closure here would keep the request, and with it the supergraph of the moment, as long as the subscription lives.
    if ('errors' in started) this.#refuse(channel, started, request.context.scope);
    else channel.onEnd(started.unsubscribe);
  }

  #refuse(channel: ResponseChannel, refused: { errors: readonly GraphQLError[] }, scope: RequestScope): void {
    const format = (error: unknown) => this.#options.formatError(error, scope);
    channel.next(new SharedResult(responseJson(refused, format)));
    channel.end();
  }

  async #subscribe(request: OperationRequest, channel: ResponseChannel): ReturnType<SubscriptionHub['subscribe']> {
    try {
      return await this.#options.hub.subscribe(request, channel);
    } catch (error) {
      return { errors: [asGraphQLError(error)] };
    }
  }
}
