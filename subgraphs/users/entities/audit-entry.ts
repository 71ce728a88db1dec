import { defineEntity, p } from '@mikro-orm/postgresql';
import { filters, standardColumns, text } from '#platform/database/standard-columns.ts';

const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  properties: {
    ...standardColumns,
    action: text(50),
    actorId: text(50),
    actorRole: text(20),
    subjectId: text(50),
    /** The names of the fields that changed. */
    fields: p.json().$type<string[]>(),
    address: text(45).nullable(),
  },
  // One for each filter, in the order of the list.
  indexes: [
    { name: 'audit_entries_created_index', properties: ['createdAt', 'id'] },
    { name: 'audit_entries_actor_index', properties: ['actorId', 'createdAt', 'id'] },
    { name: 'audit_entries_subject_index', properties: ['subjectId', 'createdAt', 'id'] },
    { name: 'audit_entries_action_index', properties: ['action', 'createdAt', 'id'] },
  ],
  triggers: [
    {
      name: 'audit_entries_append_only',
      timing: 'before',
      events: ['update'],
      forEach: 'statement',
      body: "raise exception 'an entry of the audit log never changes'",
    },
  ],
  filters,
});

/** A change by an admin or the system, made at `createdAt`. An entry never changes: the database refuses updates. */
export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);
