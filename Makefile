# Two commands matter: `make run` and `make test`. Nothing needs to be installed by hand but Python and make.
# Ports and state of `make run` are variables: PORT_AWS, PORT_WEB, ANTREAN_STATE; PYTHON names an interpreter.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help run deploy-local deploy-site mail close check test prove remember mutants bench lint format types template unit openapi records holidays code-mail clips handbook lock clean installed uv dev ministack clients npm chromium firefox pictures

# Values given on the command line (`make run PORT_AWS=4567`) reach the programs too.
export PORT_AWS PORT_WEB ANTREAN_STATE PYTHON SLOT REASON OFFICE SEND CALLS REOPEN
# Byte code beside the sources would look to SAM's cache like a changed layer.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.local/pycache
# Images of containers often ask for no byte code. Each of our programs would compile all that it imports, at each start.
unexport PYTHONDONTWRITEBYTECODE

bin := .venv/dev/bin

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-14s %s\n", $$1, $$2}'

run: installed ## the whole system on this machine; Ctrl-C stops it and keeps its state
	@exec $(bin)/python -m local run

deploy-local: dev ## bring changed code or template to the running system
	@exec $(bin)/python -m local deploy

deploy-site: dev npm ## bring the website's files to a stack on AWS: make deploy-site STACK=antrean
	@exec $(bin)/python -m deploy.site_upload $(or $(STACK),antrean)

mail: dev ## print the mails of the local system: codes of sign-ups are in them
	@exec $(bin)/python -m local mail

# SLOT=<office>/<date>/<session> REASON="..." closes; OFFICE=<office> lists closures; SEND, CALLS and REOPEN=<closure> do the rest.
close: dev ## close a session of the local system, as an operator does: make close SLOT=jakarta-selatan/2026-12-08/morning
	@exec $(bin)/python -m local close

check: dev npm ## lint, types and unit tests, for each change; under 2 minutes on two cores
	@$(bin)/python -m tests check

test: installed ## everything: lint, types, template, unit, integration, concurrency and browser tests; at most 15 minutes on two quiet cores
	@$(MAKE) -j2 --output-sync=target lint types template chromium
	@$(bin)/python -m tests

# A fresh seed each day, told at the beginning; ANTREAN_SEED=<seed> repeats a run.
prove: installed clients chromium firefox ## the long form of the proofs (interleavings, crashes, histories, faults and more), generated clients, and the site in Firefox; under 30 minutes
	ANTREAN_PROOF=long ANTREAN_SEED=$${ANTREAN_SEED:-$$(date +%Y%m%d)} $(bin)/python -m tests prove

# RULE="part_of_a_name another" tries only those. Node.js is for the rules on the device.
mutants: dev npm ## take out every rule of docs/rules.md, one by one: a plain test must notice; under 15 minutes
	@local/setup/npm.sh $(bin)/python -m tests.mutants $(RULE)

remember: dev ## search anew by which interleaving each control is caught; `make test` tries that one first
	ANTREAN_REMEMBER=1 $(bin)/python -m pytest -q tests/interleavings/test_interleavings.py tests/histories/test_controls.py \
		-k "catches or careless or show_what"

# Two cores are enough; what else runs on the machine meanwhile shows in the times, not in the counts.
# Words behind it are names of measurements, which `python -m bench` knows or refuses: `make bench fairness` makes one alone.
# They are goals for make as well, which has nothing more to do for them. Without `bench` before them there are no such goals.
ifeq ($(firstword $(MAKECMDGOALS)),bench)
measurements := $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
ifneq ($(measurements),)
.PHONY: $(measurements)
$(measurements): bench
	@:
endif
endif
bench: installed chromium ## measure calls, units, the rush, cold starts, the site, fairness; writes docs/performance.md; under 30 minutes; make bench fairness: one alone
	$(bin)/python -m bench $(measurements)

lint: dev ## rules and format of the code
	$(bin)/ruff check
	$(bin)/ruff format --check

format: dev ## put the code into its format, and repair what can be repaired
	$(bin)/ruff check --fix-only
	$(bin)/ruff format

types: dev ## static types: of Python, and of the website's JavaScript by its JSDoc
	$(bin)/mypy
	@local/setup/npm.sh tsc --project tsconfig.json
	@local/setup/npm.sh tsc --project tsconfig.worker.json

template: dev ## check template.yaml
	AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_DEFAULT_REGION=ap-southeast-3 \
		SAM_CLI_TELEMETRY=0 PATH="$(CURDIR)/$(bin):$$PATH" sam validate --lint --template template.yaml
	$(bin)/cfn-lint

unit: dev ## only the unit tests: seconds
	$(bin)/python -m pytest tests/unit

openapi: dev ## write docs/openapi.json from the handlers
	$(bin)/python -m contract.openapi

records: dev ## write the records of processing into docs/privacy.md, from contract/records and the roles of template.yaml
	@$(bin)/python -m contract.records.page

code-mail: dev ## write the mail with Cognito's codes into template.yaml, in the look of all mails
	$(bin)/python -m deploy.code_mail

handbook: dev chromium ## take the pictures of docs/staff.md from the running system (make run), of which nothing is changed for good
	$(bin)/python -m instruments.handbook

clips: dev npm ## let a free voice speak the board's clips anew; installs espeak-ng and lame from Debian where they may
	@local/setup/voice.sh
	$(bin)/python -m instruments.clips

holidays: dev ## write data/holidays.csv from the holidays library
	$(bin)/python data/refresh_holidays.py

# dev comes first: SAM pins much, and the layer takes the versions that dev was resolved to.
lock: uv ## refresh every requirements/*.txt: exact versions and hashes
	$(uv) $(uv_flags) requirements/uv.in -o requirements/uv.txt
	$(uv) $(uv_flags) requirements/dev.in -o requirements/dev.txt
	$(uv) $(uv_flags) requirements/layer.in -c requirements/dev.txt -o requirements/layer.txt
	$(uv) $(uv_flags) requirements/ministack.in -o requirements/ministack.txt
	$(uv) $(uv_flags) requirements/node.in -o requirements/node.txt
	$(uv) $(uv_flags) requirements/clients.in -o requirements/clients.txt
uv := .venv/uv/bin/python -P local/setup/pinned_uv.py pip compile
uv_flags := --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-annotate --custom-compile-command "make lock"

clean: ## forget the local system: its state, its builds and every cache (not .venv)
	@[ ! -x $(bin)/python ] || $(bin)/python -m local stopped
	rm -rf .local .aws-sam .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# The virtual environments; each is made anew when its lock file or the Python changed, see local/setup/venv.sh.
# uv comes first, because it makes the others, and two of them may be made at the same time.
uv:
	@local/setup/venv.sh uv
dev: uv
	@local/setup/venv.sh dev
ministack: uv
	@local/setup/venv.sh ministack

# Generators of clients, which `make prove` runs on docs/openapi.json.
clients: uv
	@local/setup/venv.sh clients
	@local/setup/npm.sh --in tests/clients

# All that a running system needs, side by side.
installed:
	@$(MAKE) -j dev ministack npm

# Without one the browser tests say so; everything else still runs.
chromium: ## the browser of the tests, from Debian where the machine has none
	@local/setup/chromium.sh >/dev/null || true

# Without one the journey in a second engine says so. What drives it comes from npm.
firefox: $(if $(shell command -v npm),,uv) ## a second browser, for one journey of the proofs, from Debian where the machine has none
	@local/setup/firefox.sh >/dev/null || true
	@local/setup/npm.sh --in tests/journeys

pictures: installed chromium ## a picture of every page, in both sizes and languages, into .local/pictures
	rm -rf .local/pictures
	ANTREAN_PICTURES=.local/pictures $(bin)/python -m pytest tests/browser

# Where the machine has no npm, it comes from a wheel, which uv installs.
npm: $(if $(shell command -v npm),,uv) ## what the website takes from npm
	@local/setup/npm.sh
