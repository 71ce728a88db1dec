import type { MikroORM } from '@mikro-orm/postgresql';

interface Column {
  column_name: string;
  data_type: string;
  character_maximum_length: number | null;
  is_nullable: string;
  column_default: string | null;
}

/** What a column takes where its check constraint allows only some values, or its foreign key only what is there. */
const known: Record<string, string> = {
  'trips.status': 'SCHEDULED',
  'seat_bookings.status': 'PENDING',
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

/** Puts a row into every table, in an order that foreign keys allow. */
export async function populate(orm: MikroORM, tables: readonly string[]): Promise<void> {
  const connection = orm.em.getConnection();
  let waiting = [...tables];
  while (waiting.length > 0) {
    const left: string[] = [];
    for (const table of waiting) {
      try {
        await insertRow(table);
      } catch (error) {
        if ((error as { code?: string }).code !== '23503') throw error;
        left.push(table);
      }
    }
    if (left.length === waiting.length) throw new Error(`foreign keys in a circle: ${left}`);
    waiting = left;
  }

  async function insertRow(table: string): Promise<void> {
    const [schema, name] = table.split('.') as [string, string];
    const columns = await connection.execute<Column[]>(
      `select column_name, data_type, character_maximum_length, is_nullable, column_default
       from information_schema.columns where table_schema = ? and table_name = ?`,
      [schema, name],
    );
    const references = await connection.execute<{ column_name: string; target: string }[]>(
      `select a.attname as column_name, c.confrelid::regclass::text as target from pg_constraint c
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
       where c.contype = 'f' and c.conrelid = ?::regclass`,
      [table],
    );
    const wanted = columns.filter(({ column_default }) => column_default === null);
    const values = await Promise.all(
      wanted.map(async (column) => {
        const target = references.find(({ column_name }) => column_name === column.column_name)?.target;
        if (!target) return known[`${name}.${column.column_name}`] ?? known[column.column_name] ?? sample(column);
        const rows = await connection.execute<{ id: string }[]>(`select id from ${target} limit 1`);
        return rows[0]?.id ?? (column.is_nullable === 'YES' ? null : 'nowhere');
      }),
    );
    const names = wanted.map(({ column_name }) => `"${column_name}"`).join(', ');
    await connection.execute(
      `insert into "${schema}"."${name}" (${names}) values (${wanted.map(() => '?').join(', ')})`,
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
