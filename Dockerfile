FROM python:3.11-slim AS build
WORKDIR /build
RUN python3 -m venv /venv
COPY constraints.txt ./
COPY .ci/install-torch .ci/
RUN .ci/install-torch /venv/bin/python
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY index index
RUN /venv/bin/pip install --quiet --constraint constraints.txt .

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 bot && mkdir /data && chown bot /data
COPY --from=build /venv /venv
COPY corpus /corpus
COPY container/start /usr/local/bin/start
ENV PATH=/venv/bin:$PATH CORPUS_DIR=/data/corpus INDEX_DIR=/data/index AUDIT_LOG=/data/audit.jsonl \
    DATABASE_URL=sqlite:////data/incident-bot.sqlite3 HF_HUB_OFFLINE=1 PYTHONUNBUFFERED=1 \
    HEALTH_FILE=/tmp/health.json LOG_FORMAT=json METRICS_HOST=0.0.0.0
VOLUME /data
USER bot
WORKDIR /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s --retries=2 CMD ["incident-bot", "health"]
ENTRYPOINT ["start"]
CMD ["run"]
