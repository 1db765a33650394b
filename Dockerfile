# syntax=docker/dockerfile:1

# The binary as it is shipped: with the system's client libraries, which speak TLS to PostgreSQL
# and MySQL, where the one that the README builds has a libpq of its own without it.
FROM rust:1.95-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libmariadb-dev libpq-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
# What the binary says of itself; declared late, so that another commit spoils no earlier layer.
ARG DOCKET_COMMIT
ARG SOURCE_DATE_EPOCH
# Dependencies are compiled once and kept between builds. The cache is no part of the image, hence
# the copy at the end.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/target,sharing=locked \
    CARGO_TARGET_DIR=/target cargo build --release --locked \
        --package docket --no-default-features --features mysql \
    && cp /target/release/docket /docket

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libmariadb3 libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --mode=0700 --owner=10001 --group=10001 /data
COPY --from=build /docket /usr/local/bin/docket

ARG DOCKET_COMMIT
LABEL org.opencontainers.image.title="Docket" \
      org.opencontainers.image.description="A task-management service with a REST API" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.revision="${DOCKET_COMMIT}"

# Inside a container the loopback address would be of use to nobody.
ENV HOST=0.0.0.0 \
    PORT=8000 \
    DATABASE_URL=sqlite:///data/docket.db

# A number, so that `runAsNonRoot` can be checked without looking into the image.
USER 10001:10001
# The SQLite database and the signing key, if no other ones are given.
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s --retries=3 \
    CMD ["docket", "healthcheck"]
ENTRYPOINT ["docket"]
CMD ["serve"]
