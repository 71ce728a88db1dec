import { once } from 'node:events';
import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { until } from '#test-kit/until.ts';

/** An HTTP response that is read while it arrives. */
export interface RawStream {
  status: number;
  headers: IncomingHttpHeaders;
  /** What has arrived. */
  text(): string;
  /** Resolves when this text has arrived, as often as given. */
  sees(part: string, times?: number): Promise<void>;
  /** Whether the response has ended, and `cut` when its connection closed before that. */
  ended(): boolean | 'cut';
  response: IncomingMessage;
  /** Closes the connection. */
  close(): void;
}

export interface RawStreamOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  agent?: Agent;
  /** Reads nothing until `response.resume()` is called. */
  paused?: boolean;
}

/** The header by which a client asks for each kind of stream. */
export const accepts = {
  eventStream: 'text/event-stream',
  multipart: 'multipart/mixed;subscriptionSpec=1.0',
  apollo:
    'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9',
};

/** Sends a request and resolves when the headers of its response have arrived. */
export async function rawStream(
  url: string,
  { method = 'POST', headers = {}, body, agent, paused = false }: RawStreamOptions = {},
): Promise<RawStream> {
  const sent = request(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(agent ? { agent } : {}),
  });
  sent.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  let ended: boolean | 'cut' = false;
  response.on('error', () => {});
  response.on('close', () => {
    ended = response.complete ? true : 'cut';
  });
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (paused) response.pause();
  const text = () => Buffer.concat(chunks).toString();
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text,
    sees: (part, times = 1) => until(() => text().split(part).length > times),
    ended: () => ended,
    response,
    close: () => response.destroy(),
  };
}

export const ended = (stream: RawStream): Promise<void> => until(() => stream.ended() === true);

/** The status, the media type and the code of a response that is JSON with one error. */
export async function refusal(stream: RawStream): Promise<[number, string | undefined, string]> {
  await ended(stream);
  const { errors } = JSON.parse(stream.text());
  if (errors.length !== 1) throw new Error(`not one error: ${stream.text()}`);
  return [stream.status, stream.headers['content-type']?.split(';')[0], errors[0].extensions.code];
}

/** The results in an event stream, in order. Fails when the stream has anything else than the protocol's events and comments. */
export function resultsOf(text: string): unknown[] {
  return text.split('\n\n').flatMap((message) => {
    if (message === '' || message === ':' || message === 'event: complete\ndata:') return [];
    const data = /^event: next\ndata: (.*)$/s.exec(message)?.[1];
    if (data === undefined) throw new Error(`not a message of the protocol: ${message}`);
    return [JSON.parse(data)];
  });
}

/** The parts of a multipart response that have arrived, in order, heartbeats excluded. */
export function partsOf(text: string): Record<string, unknown>[] {
  const [preamble, ...parts] = text.split('\r\n--graphql');
  if (preamble !== '') throw new Error(`before the first boundary: ${preamble}`);
  return parts.flatMap((part) => {
    // Nothing has arrived after the newest boundary, or it was the last.
    if (part === '' || part === '--\r\n') return [];
    const json = /^\r\ncontent-type: application\/json\r\n\r\n(.*)$/s.exec(part)?.[1];
    if (json === undefined) throw new Error(`not a part of the protocol: ${part}`);
    return json === '{}' ? [] : [JSON.parse(json)];
  });
}
