# PostgreSQL with pgBackRest, which archives its WAL. The base image has the repository of PostgreSQL's packages.
FROM postgres:18-bookworm
RUN apt-get update \
  && apt-get install --no-install-recommends --yes pgbackrest \
  && rm -rf /var/lib/apt/lists/* \
  && install --directory --owner=postgres --group=postgres /var/lib/pgbackrest /var/spool/pgbackrest /var/log/pgbackrest
USER postgres
