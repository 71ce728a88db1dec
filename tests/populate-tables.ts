import type { MikroORM } from '@mikro-orm/postgresql';

const foreignKeyViolation = '23503';

interface Column {
  column_name: string;
  data_type: string;
  character_maximum_length: number | null;
  is_nullable: string;
  column_default: string | null;
}

/** Values for the columns whose check constraints allow only some. */
const allowedValues: Record<string, string> = {
  'trips.status': 'SCHEDULED',
  'seat_bookings.status': 'PENDING',
  'waitlist_entries.status': 'WAITING',
  'trips.arrival_time_utc': '2031-01-02T00:00:00Z',
  'trips.departure_time_utc': '2031-01-01T00:00:00Z',
  'oauth_applications.type': 'PUBLIC',
  'oauth_authorizations.status': 'VALID',
  'oauth_tokens.status': 'VALID',
  'signing_keys.status': 'ACTIVE',
  'envelope.status': 'PENDING',
  'announcements.status': 'SENT',
  gender: 'MALE',
  locale: 'EN',
  user_type: 'DRIVER',
  recipient_type: 'DRIVER',
  account_type: 'DRIVER',
  notification_type: 'ANNOUNCEMENT',
  platform: 'IOS',
};

/** Inserts a row into every table, in an order that satisfies the foreign keys. */
export async function populateTables(orm: MikroORM, tables: readonly string[]): Promise<void> {
  const connection = orm.em.getConnection();
  let pending = [...tables];
  while (pending.length > 0) {
    const blocked: string[] = [];
    for (const table of pending) {
      try {
        await insertRow(table);
      } catch (error) {
        if ((error as { code?: string }).code !== foreignKeyViolation) throw error;
        blocked.push(table);
      }
    }
    if (blocked.length === pending.length) throw new Error(`foreign keys form a cycle: ${blocked}`);
    pending = blocked;
  }

  async function insertRow(table: string): Promise<void> {
    const [schema, name] = table.split('.') as [string, string];
    const columns = await connection.execute<Column[]>(
      `select column_name, data_type, character_maximum_length, is_nullable, column_default
       from information_schema.columns where table_schema = ? and table_name = ? and is_generated = 'NEVER'`,
      [schema, name],
    );
    const references = await connection.execute<{ column_name: string; target: string; key: string }[]>(
      `select a.attname as column_name, c.confrelid::regclass::text as target, k.attname as key from pg_constraint c
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
       join pg_attribute k on k.attrelid = c.confrelid and k.attnum = c.confkey[1]
       where c.contype = 'f' and c.conrelid = ?::regclass`,
      [table],
    );
    const required = columns.filter(({ column_default }) => column_default === null);
    const values = await Promise.all(
      required.map(async (column) => {
        const reference = references.find(({ column_name }) => column_name === column.column_name);
        if (!reference)
          return allowedValues[`${name}.${column.column_name}`] ?? allowedValues[column.column_name] ?? sample(column);
        const { target, key } = reference;
        const rows = await connection.execute<{ key: unknown }[]>(`select ${key} as key from ${target} limit 1`);
        return rows[0]?.key ?? (column.is_nullable === 'YES' ? null : sample(column));
      }),
    );
    const names = required.map(({ column_name }) => `"${column_name}"`).join(', ');
    await connection.execute(
      `insert into "${schema}"."${name}" (${names}) values (${required.map(() => '?').join(', ')})`,
      values,
    );
  }
}

function sample({ data_type, character_maximum_length }: Column): unknown {
  if (data_type === 'character varying' || data_type === 'text') return 'x1'.slice(0, character_maximum_length ?? 2);
  if (data_type === 'integer' || data_type === 'bigint') return 1;
  if (data_type === 'numeric') return '1.00';
  if (data_type === 'boolean') return false;
  if (data_type.startsWith('json')) return '["x"]';
  if (data_type === 'ARRAY') return '{}';
  return '2030-01-01T00:00:00Z';
}
