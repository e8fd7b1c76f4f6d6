# What CI runs, on one's own machine. `.ci/run` also installs the tools.

# Everything CI runs
check: test fmt clippy doc deny

# All tests; with AQUILA_CI=1 those that need a JDK fail instead of being passed over
test:
    cargo test --workspace

# Formatting
fmt:
    cargo fmt --all --check

# Lints; a warning is an error
clippy:
    cargo clippy --workspace --all-targets -- -D warnings

# Documentation; a broken link is an error
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# Licenses and sources of dependencies
deny:
    cargo deny check bans licenses sources

# Hunt through the examples and compare with what is expected
examples:
    cargo run --quiet -- hunt examples/logs -f jsonl \
        | jq -r '[.time, .vector, .entity.user, .source.path, .source.line] | @tsv' \
        | diff - examples/expected.tsv

# Accept changed snapshots after reading them
review:
    cargo insta review

# Measure the release binary against cat and DuckDB
bench size="1G":
    cargo build --release
    bench/run.sh --size {{size}}
