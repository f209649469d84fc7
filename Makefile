# The two commands of a newcomer are `make demo` and `make test`; both install the system packages they need.
# Everything runs on simulated hardware; servers listen on loopback and Unix sockets only.

CARGO ?= cargo

.PHONY: demo test explore bench soak packages bench-packages soak-packages tools api-image check build release clean

demo: packages build
	$(CARGO) run --locked --quiet -p loket-tests --bin loket-demo -- $(DEMO)

test: tools check build
	$(CARGO) test --locked --workspace

# Lets everything go wrong at every moment of a card's way, and compares the daemon's books with the world. One run alone, as
# a violation names it: make explore EXPLORE="--only print/feed:137:stop-after" or EXPLORE="--seed 9".
# It must find planted defects (daemon/src/planted.rs): make -s explore BREAK=list names them, make explore BREAK=name has one.
explore:
ifeq ($(BREAK),list)
	@sed -n 's/^break-\([a-z-]*\) = .*/\1/p' daemon/Cargo.toml
else
	$(CARGO) run --locked --quiet -p loket-tests --bin loket-explore $(BREAK:%=--features loket-daemon/break-%) -- $(BREAK:%=--first) $(EXPLORE)
endif

# Speed and cost beside references measured in the same run, as a table and in target/bench.json; fails when a target is
# missed. Some parts alone: make bench BENCH="--only rpc,journal".
bench: bench-packages release
	$(CARGO) run --locked --release --quiet -p loket-tests --bin loket-bench -- $(BENCH)

# What takes too long for `make test`. One alone: make soak SOAK=leaks. Fuzz targets, each for 600 seconds or as told, with what
# they find in target/fuzz: make soak SOAK=fuzz FUZZ_SECONDS=60 FUZZ_TARGET=atr,chip.
soak: soak-packages release
	SOAK=$(SOAK) FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_TARGET=$(FUZZ_TARGET) $(CARGO) run --locked --release --quiet -p loket-tests --bin loket-soak

# Formatting, lints and documentation, with warnings as errors.
check:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps --quiet

# All programs and the reader driver that pcscd loads.
build:
	$(CARGO) build --locked --workspace

release:
	$(CARGO) build --locked --release --workspace --bins

packages:
	tests/setup/packages.sh

bench-packages:
	tests/setup/packages.sh --bench

soak-packages:
	tests/setup/packages.sh --soak

# Programs of others that the tests run: Debian's; pinned ones in target/python and target/node.
tools:
	tests/setup/packages.sh --tests
	tests/setup/vpcd.sh
	tests/setup/python.sh
	tests/setup/node.sh

# The API as front ends may rely on it; `buf breaking` compares with it. Commit it alone, and say why it changes.
api-image: tools
	cd proto && $(abspath target)/node/node_modules/.bin/buf build \
		--exclude-source-info --path loket/v1 --output image/loket.binpb

clean:
	$(CARGO) clean
