import type { IncomingHttpHeaders } from 'node:http';
import type { Language } from '#contract/language.ts';
import type { Viewer } from '#contract/viewer.ts';
import type { ClientName } from '../client-name.ts';
import type { SocketWriter } from './socket-writer.ts';

/** The headers of an upgrade that its operations use. The request itself is not kept: it takes more memory than the rest of an idle socket. */
export type UpgradeHeaders = Pick<IncomingHttpHeaders, 'accept-language' | 'traceparent'>;

/** A socket whose client has sent `connection_init`. */
export interface SocketSession {
  viewer: Viewer | null;
  token: string | null;
  /** What the client calls itself, in `connection_init` or in the headers of the upgrade. */
  client: ClientName;
  /** The client's IP address. */
  address: string;
  headers: UpgradeHeaders;
  language: Language;
  writer: SocketWriter;
  /** Aborted when the socket closes. Release then what was acquired for it. */
  closed: AbortSignal;
  /** Closes the socket with 4403, because its token is no longer accepted. */
  expire: () => void;
}
