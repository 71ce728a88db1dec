-- The registry database after 20261205000000-usage.
set check_function_bodies = off;
create sequence public.migrations_id_seq as integer start with 1 increment by 1 minvalue 1 maxvalue 2147483647 cache 1;
create table public.input_counts (
  day date not null,
  client_name character varying(100) not null,
  client_version character varying(50) not null,
  operation_id character varying(64) not null,
  coordinate text not null,
  count bigint not null
);
create table public.migrations (
  id integer default nextval('public.migrations_id_seq'::regclass) not null,
  name character varying(255) not null,
  executed_at timestamp(6) with time zone default CURRENT_TIMESTAMP(6) not null
);
create table public.operation_counts (
  day date not null,
  client_name character varying(100) not null,
  client_version character varying(50) not null,
  operation_id character varying(64) not null,
  count bigint not null
);
create table public.used_operations (
  id character varying(64) not null,
  name character varying(100) not null,
  kind character varying(20) not null,
  document text not null,
  coordinates text[] not null,
  last_day date not null
);
alter sequence public.migrations_id_seq owned by public.migrations.id;
insert into public.migrations (id, name, executed_at) values ('1', '20261205000000-usage', now());
select setval('public.migrations_id_seq', 1);
alter table public.input_counts add constraint input_counts_pkey PRIMARY KEY (day, client_name, client_version, operation_id, coordinate);
alter table public.migrations add constraint migrations_pkey PRIMARY KEY (id);
alter table public.operation_counts add constraint operation_counts_pkey PRIMARY KEY (day, client_name, client_version, operation_id);
alter table public.used_operations add constraint used_operations_pkey PRIMARY KEY (id);
CREATE INDEX input_counts_operation_index ON public.input_counts USING btree (operation_id);
CREATE INDEX operation_counts_operation_index ON public.operation_counts USING btree (operation_id);
CREATE INDEX used_operations_last_day_index ON public.used_operations USING btree (last_day);
alter table public.input_counts add constraint input_counts_operation_id_foreign FOREIGN KEY (operation_id) REFERENCES public.used_operations(id) ON DELETE CASCADE;
alter table public.operation_counts add constraint operation_counts_operation_id_foreign FOREIGN KEY (operation_id) REFERENCES public.used_operations(id) ON DELETE CASCADE;
