# The two commands of a newcomer are `make demo` and `make test`; both install the system packages they need.
# Everything runs on simulated hardware; servers listen on loopback and Unix sockets only.

CARGO ?= cargo

.PHONY: demo test packages tools check build clean

demo: packages build
	$(CARGO) run --locked --quiet -p loket-tests --bin loket-demo -- $(DEMO)

test: tools check build
	$(CARGO) test --locked --workspace

# Formatting, lints and documentation, with warnings as errors.
check:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps --quiet

# All programs and the reader driver that pcscd loads.
build:
	$(CARGO) build --locked --workspace

packages:
	tests/setup/packages.sh

# Programs of others that the tests run: Debian's; pinned ones in target/python and target/node.
tools:
	tests/setup/packages.sh --tests
	tests/setup/python.sh
	tests/setup/node.sh

clean:
	$(CARGO) clean
