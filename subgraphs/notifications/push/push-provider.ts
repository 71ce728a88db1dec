/** A notification for one device. */
export interface PushMessage {
  deviceToken: string;
  notificationId: string;
  type: string;
  title: string;
  body: string;
  /** What it is about, by ids. */
  data: Record<string, string>;
}

/** SENT: the provider has it. GONE: it knows no such device any more. FAILED: it may be tried again. */
export type PushOutcome = 'SENT' | 'GONE' | 'FAILED';

/** Hands messages to devices' push service: an outcome for each, in its place. Throws where none may have been handed over. */
export type SendPushes = (messages: readonly PushMessage[]) => Promise<PushOutcome[]>;

/** As many as a provider takes at once. */
export const maxPushesAtOnce = 500;
