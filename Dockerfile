# The server: API, gateway, writer, scheduler and read models. It needs EVENTSTORE_URL and DATABASE_URL; docker-compose.yml brings both.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY sdk/typescript/package.json sdk/typescript/package.json
COPY scripts/install.mjs scripts/install.mjs
# By the same code as `npm start`: without install scripts.
RUN node --eval "import('/app/scripts/install.mjs').then((install) => install.ensureInstalled())"
COPY . .
RUN node scripts/build.mjs

FROM node:24-bookworm-slim AS packages
WORKDIR /app
ENV SCARF_ANALYTICS=false
COPY package.json package-lock.json .npmrc ./
COPY sdk/typescript/package.json sdk/typescript/package.json
# Optional packages are the binaries of the embedded stores and of the build: the server starts neither.
RUN npm ci --ignore-scripts --omit=dev --omit=optional

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    MC_HTTP_HOST=0.0.0.0 \
    MC_HTTP_PORT=4700 \
    MC_DATA_DIR=/data
WORKDIR /app
# The volume takes over this folder's owner: cli.json, with the first key, is written there.
RUN mkdir /data && chown node:node /data && chmod 700 /data \
 && printf '#!/bin/sh\nexec node /app/dist/src/cli/main.js "$@"\n' > /usr/local/bin/missionctl \
 && chmod 755 /usr/local/bin/missionctl
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/dist dist
USER node
VOLUME /data
EXPOSE 4700
# Not ready while a store is away: then it answers 503 and catches up by itself, so a restart would help nothing. For a probe that restarts, take /health/live.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.MC_HTTP_PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--min-semi-space-size=64", "--max-semi-space-size=64", "--always-sparkplug", "dist/src/main.js"]
