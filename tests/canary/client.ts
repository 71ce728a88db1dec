import type { ErrorCode } from '#contract/error-codes.ts';
import type { CanaryOperation } from './operations.ts';

/** Codes whose messages may quote the document of the client that reads them. */
const developerCodes: ReadonlySet<ErrorCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
]);

/** An error that a client has received. */
export interface ReceivedError {
  /** Where the request came from. */
  from: string;
  /** Without the path, which has the client's own aliases. */
  text: string;
  mayQuote: boolean;
}

/** Sends requests, and keeps the errors of all responses. */
export class Client {
  readonly errors: ReceivedError[] = [];
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Sends an operation, and returns the response's JSON. */
  async operation(
    { field, ...body }: Pick<CanaryOperation, 'field' | 'query'> & Partial<CanaryOperation>,
    token: string | null = null,
    headers: Record<string, string> = {},
  ): Promise<{ data?: Record<string, never>; errors?: object[] }> {
    const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const text = await this.send(`the field ${field}`, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      body: JSON.stringify(body),
    });
    return JSON.parse(text);
  }

  /** Sends any request to a path or a URL, and returns the body of the response. */
  async send(from: string, path: string, init: RequestInit = {}): Promise<string> {
    const response = await fetch(new URL(path, this.#url), { redirect: 'manual', ...init });
    const text = await response.text();
    this.received(from, text, response.status);
    return text;
  }

  /** Keeps the errors in a body or a message. */
  received(from: string, text: string, status = 200): void {
    const json = parsed(text);
    const errors = json?.errors ?? json?.payload?.errors ?? (Array.isArray(json?.payload) ? json.payload : undefined);
    for (const { path: _, ...error } of errors ?? []) {
      const mayQuote = developerCodes.has(error.extensions?.code as ErrorCode);
      this.errors.push({ from, text: JSON.stringify(error), mayQuote });
    }
    if (!errors && status >= 400) this.errors.push({ from, text, mayQuote: false });
  }
}

interface Message {
  errors?: Error[];
  payload?: { errors?: Error[] } | Error[];
}

interface Error {
  path?: unknown;
  extensions?: { code?: string };
}

function parsed(text: string): (Message & { payload?: { errors?: Error[] } & Error[] }) | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
