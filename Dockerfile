# Certloom without engines: the API (`server.js`), or a worker (`worker.js`). docker-compose.yml shows them together.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY *.ts ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:20-slim
# Node is asked to end by SIGTERM itself; `docker run --init` or compose's `init: true` reaps what it leaves.
ENV NODE_ENV=production \
    CERTLOOM_HOST=0.0.0.0 \
    CERTLOOM_DATA_DIR=/data
WORKDIR /app
RUN groupadd --system --gid 10001 certloom \
 && useradd --system --uid 10001 --gid certloom --home-dir /data --shell /usr/sbin/nologin certloom \
 && install --directory --owner=certloom --group=certloom --mode=0700 /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER certloom
VOLUME /data
EXPOSE 8080
CMD ["node", "--max-old-space-size=512", "dist/server.js"]
