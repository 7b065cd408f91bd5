# Caddy, as nobody in particular: what it keeps belongs to that user.
FROM caddy:2-alpine AS proxy
RUN adduser -D -u 10001 caddy && chown -R caddy /data /config
USER caddy

# The server and the worker; docker-compose.yml says which command each runs.
FROM python:3.13-slim AS turnout

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/app/backend TURNOUT_LOCAL_ENV=off \
    GRANIAN_BLOCKING_THREADS=6
WORKDIR /app

# For pictures of events whose titles are written in other letters than ours: a font, and what joins and turns them.
RUN apt-get update && apt-get install --no-install-recommends -y fonts-dejavu-core libfribidi0 \
    && rm -rf /var/lib/apt/lists/*

COPY backend/requirements/base.txt backend/requirements/base.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r backend/requirements/base.txt

COPY . .
# The demo's settings need no secret; nothing of them stays in the files that are collected.
RUN TURNOUT_DEMO=1 python backend/manage.py collectstatic --no-input --verbosity 0 \
    && useradd --system --uid 10001 turnout && chown -R turnout var
USER turnout

EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--respawn-failed-workers", "--no-ws", "--log-level", "error", "config.wsgi:application"]
