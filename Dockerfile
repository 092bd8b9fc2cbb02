# Certloom without engines: the API (`server.js`), or a worker (`worker.js`). docker-compose.yml shows them together.
# An exact release of Node.js that has security fixes (https://nodejs.org/en/about/previous-releases); raise it with them.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim
FROM ${NODE_IMAGE} AS build
WORKDIR /app
# With .npmrc no script of a package runs here.
COPY package.json package-lock.json .npmrc ./
COPY console/package.json ./console/
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY *.ts ./
COPY src ./src
COPY tools ./tools
COPY templates ./templates
COPY console ./console
RUN npm run build && node tools/sbom.js

# What only the build, the embedded engines, the demo and tests need is not installed.
FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM ${NODE_IMAGE}
# Node is asked to end by SIGTERM itself; `docker run --init` or compose's `init: true` reaps what it leaves.
ENV NODE_ENV=production \
    CERTLOOM_HOST=0.0.0.0 \
    CERTLOOM_DATA_DIR=/data
WORKDIR /app
# Nothing is installed in here, so the tools that install go too.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
 && groupadd --system --gid 10001 certloom \
 && useradd --system --uid 10001 --gid certloom --home-dir /data --shell /usr/sbin/nologin certloom \
 && install --directory --owner=certloom --group=certloom --mode=0700 /data
COPY --from=packages /app/package.json ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER certloom
VOLUME /data
EXPOSE 8080
CMD ["node", "--max-old-space-size=512", "dist/server.js"]
