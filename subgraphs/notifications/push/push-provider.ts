/** A notification for one device. */
export interface PushMessage {
  deviceToken: string;
  notificationId: string;
  type: string;
  title: string;
  body: string;
  /** The ids that the notification refers to. */
  data: Record<string, string>;
  /** The recorded trace that it belongs to. */
  traceparent?: string | undefined;
}

/** SENT: the provider accepted it. GONE: the device is unknown or expired. FAILED: a retry may succeed. */
export type PushOutcome = 'SENT' | 'GONE' | 'FAILED';

/** Sends messages to a push provider. Returns an outcome for each, in order. When it throws, every message has failed. */
export type SendPushes = (messages: readonly PushMessage[]) => Promise<PushOutcome[]>;
