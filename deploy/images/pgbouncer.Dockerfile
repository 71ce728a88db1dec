# Debian's PgBouncer 1.18, which the tests run the platform through.
FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --no-install-recommends --yes pgbouncer postgresql-client \
  && rm -rf /var/lib/apt/lists/*
USER postgres
ENTRYPOINT ["/usr/sbin/pgbouncer", "/etc/pgbouncer/pgbouncer.ini"]
