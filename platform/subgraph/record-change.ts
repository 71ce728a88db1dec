import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import {
  type AuditAction,
  type AuditedField,
  type AuditedRole,
  type AuditSource,
  auditActions,
  auditedFields,
  auditedRoles,
} from '#contract/audit.ts';
import type { Viewer } from '#contract/viewer.ts';
import { type CloudEvent, eventType } from '../messaging/cloud-event.ts';
import { appendToOutbox } from '../messaging/outbox/outbox.ts';
import { type ActionContext, isSystem } from './action-context.ts';

/** A change of one thing, as the audit log records it. */
export interface RecordableChange<Action extends AuditAction> {
  action: Action;
  /** The id of the changed thing. */
  subjectId: string;
  /** The names of the fields that changed. */
  fields: readonly AuditedField<Action>[];
  /** The aggregate by which its event is ordered; by default the changed thing. */
  aggregateId?: string;
}

const recordedChange = z
  .object({
    action: z.enum(auditActions),
    subjectId: z.string(),
    actorId: z.string(),
    actorRole: z.enum(auditedRoles),
    fields: z.array(z.string()),
    address: z.string().nullable(),
  })
  .refine(({ action, fields }) => {
    const known: readonly string[] = auditedFields[action];
    return fields.every((field) => known.includes(field));
  }, 'names a field that the action does not have');
export type RecordedChange = z.infer<typeof recordedChange>;

/** The type of the events by which a subgraph reports changes to the audit log. */
export const changeRecordedType = (source: AuditSource): string => `${source}.change-recorded.v1`;

/** Reports the changes of one subgraph to the audit log. */
export interface ChangeRecorder {
  /** Returns the event of a change, or null when the actor's changes are not recorded: those of drivers and passengers. */
  changeRecordedEvent<Action extends AuditAction>(
    change: RecordableChange<Action>,
    context: ActionContext,
  ): CloudEvent<RecordedChange> | null;
  /** Appends the event to the outbox, in the transaction of the change. */
  recordChange<Action extends AuditAction>(
    tx: EntityManager,
    change: RecordableChange<Action>,
    context: ActionContext,
  ): void;
}

export function changeRecorder(source: AuditSource): ChangeRecorder {
  const type = eventType(source, changeRecordedType(source), recordedChange);
  const changeRecordedEvent: ChangeRecorder['changeRecordedEvent'] = (change, context) => {
    const actorRole = auditedRoleOf(context.actor);
    if (!actorRole) return null;
    const { action, subjectId, fields, aggregateId = subjectId } = change;
    const { actor, address } = context;
    return type.create(
      aggregateId,
      { action, subjectId, actorId: actor.id, actorRole, fields: [...fields], address },
      context,
    );
  };
  return {
    changeRecordedEvent,
    recordChange: (tx, change, context) => {
      const event = changeRecordedEvent(change, context);
      if (event) appendToOutbox(tx, event);
    },
  };
}

function auditedRoleOf(actor: Viewer): AuditedRole | null {
  if (isSystem(actor)) return 'system';
  return auditedRoles.find((role) => role === actor.role) ?? null;
}
