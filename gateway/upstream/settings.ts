import type { z } from 'zod';
import { type SettingsRules, setting } from '#platform/settings.ts';

/** The variables of the requests to subgraphs. */
export const upstreamVariables = {
  REQUEST_TIMEOUT_SECONDS: setting.whole(2, 600).optional(),
  UPSTREAM_TIMEOUT_SECONDS: setting.whole(1, 599).optional(),
  UPSTREAM_RETRIES: setting.whole(0, 5).optional(),
  UPSTREAM_RETRY_PERCENT: setting.whole(0, 100).optional(),
  BREAKER_FAILURE_PERCENT: setting.whole(1, 99).optional(),
  BREAKER_MIN_REQUESTS: setting.whole(1, 1_000_000).optional(),
  BREAKER_OPEN_SECONDS: setting.whole(1, 300).optional(),
};

type Variables = { [Name in keyof typeof upstreamVariables]?: z.output<(typeof upstreamVariables)[Name]> };

/** When a subgraph gets no requests for a time, because most have failed. */
export interface BreakerSettings {
  /** The share of failures in ten seconds, from 0 to 1, above which it gets none. */
  failureShare: number;
  /** Fewer requests in ten seconds say nothing. */
  minRequests: number;
  /** Milliseconds until one request tries whether it answers again. */
  openTime: number;
}

/** How the gateway sends requests to subgraphs. */
export interface UpstreamSettings {
  /** Milliseconds that a query or a mutation may take. The client then gets what has arrived. */
  requestTimeout: number;
  /** Milliseconds that a subgraph may take to respond, the wait for a connection and repeated requests included. */
  timeout: number;
  /** How often a query's request is repeated. */
  retries: number;
  /** Repeated requests to a subgraph for each request, on average. */
  retryShare: number;
  breaker: BreakerSettings;
}

export const defaultUpstream: UpstreamSettings = {
  requestTimeout: 20_000,
  timeout: 10_000,
  retries: 2,
  retryShare: 0.2,
  breaker: { failureShare: 0.5, minRequests: 20, openTime: 5_000 },
};

const inMilliseconds = (seconds: number | undefined): number | undefined => seconds && seconds * 1_000;
const share = (percent: number | undefined): number | undefined => (percent === undefined ? percent : percent / 100);

/** The settings of the variables, and the defaults of the others. */
export function upstreamSettingsOf(variables: Variables): UpstreamSettings {
  const { breaker, ...defaults } = defaultUpstream;
  return {
    requestTimeout: inMilliseconds(variables.REQUEST_TIMEOUT_SECONDS) ?? defaults.requestTimeout,
    timeout: inMilliseconds(variables.UPSTREAM_TIMEOUT_SECONDS) ?? defaults.timeout,
    retries: variables.UPSTREAM_RETRIES ?? defaults.retries,
    retryShare: share(variables.UPSTREAM_RETRY_PERCENT) ?? defaults.retryShare,
    breaker: {
      failureShare: share(variables.BREAKER_FAILURE_PERCENT) ?? breaker.failureShare,
      minRequests: variables.BREAKER_MIN_REQUESTS ?? breaker.minRequests,
      openTime: inMilliseconds(variables.BREAKER_OPEN_SECONDS) ?? breaker.openTime,
    },
  };
}

/** A request that has no more time than one subgraph may take could share no query (docs/decisions/0020). */
export const upstreamRules: SettingsRules = (set) => {
  const request = Number(set.REQUEST_TIMEOUT_SECONDS ?? defaultUpstream.requestTimeout / 1_000);
  const upstream = Number(set.UPSTREAM_TIMEOUT_SECONDS ?? defaultUpstream.timeout / 1_000);
  return upstream >= request ? ['UPSTREAM_TIMEOUT_SECONDS: must be less than REQUEST_TIMEOUT_SECONDS'] : [];
};
