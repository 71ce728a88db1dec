# syntax=docker/dockerfile:1
# One image for every service. The command selects the service:
#   gateway | subgraph users|trips|notifications|auth | migrate up | seed
#
# The build stages need npm. The image has the one Node that the project installs as a package, the version that its tests run on.
ARG BUILD_BASE=node:24-bookworm-slim
ARG BASE=debian:bookworm-slim

# The last stage copies its sources from here, so a tree with a type error makes no image.
FROM ${BUILD_BASE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts/link-node.js scripts/project-node.js ./scripts/
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY . .
RUN npm run typecheck \
  && npm run --silent sbom > sbom.cdx.json \
  && find contract platform migrations subgraphs registry gateway clients cli -name '*.test.ts' -delete

FROM ${BUILD_BASE} AS dependencies
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts/link-node.js scripts/project-node.js scripts/prune-modules.ts ./scripts/
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --no-audit --no-fund \
  && node scripts/prune-modules.ts node_modules

FROM ${BASE} AS runtime
# Node needs it, and the base does not have it.
RUN apt-get update \
  && apt-get install --no-install-recommends --yes libatomic1 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin masar
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Masar Eagle" \
      org.opencontainers.image.description="A gateway and four subgraphs for booking seats on trips between cities" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"
ENV HOST=0.0.0.0 \
    APOLLO_TELEMETRY_DISABLED=1 \
    PATH=/app/node_modules/.bin:$PATH
WORKDIR /app
# Root owns the files, and no process writes to them: the file system of the container can be read-only. What changes most is copied last.
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/package.json /app/supergraph.graphql /app/sbom.cdx.json ./
COPY --from=build /app/scripts/health.js /app/scripts/project-node.js ./scripts/
COPY --from=build /app/contract ./contract
COPY --from=build /app/migrations ./migrations
COPY --from=build /app/platform ./platform
COPY --from=build /app/subgraphs ./subgraphs
COPY --from=build /app/registry ./registry
COPY --from=build /app/gateway ./gateway
COPY --from=build /app/clients ./clients
COPY --from=build /app/cli ./cli
USER masar
EXPOSE 4000 4001 4002 4003 4004
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --start-interval=1s --retries=3 CMD ["node", "scripts/health.js"]
# `exec` makes Node receive the signals. Start the container with an init (`--init`): Node as process 1 would reap no children.
ENTRYPOINT ["/bin/sh", "-c", "case \"$1\" in gateway) shift; exec node --max-semi-space-size=32 gateway/main.ts \"$@\" ;; *) exec node cli/main.ts \"$@\" ;; esac", "masar"]
CMD ["gateway"]
