# The release's image: the binary is built by goreleaser and only copied here.
# It has git, for --changed. The entry runs as the owner of what is mounted.
FROM buildpack-deps:bookworm-scm
ARG TARGETPLATFORM
COPY $TARGETPLATFORM/payloadlint /usr/local/bin/payloadlint
COPY cmd/image/entrypoint /usr/local/lib/payloadlint/entrypoint
ENV HOME=/tmp GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=/work
WORKDIR /work
ENTRYPOINT ["/bin/sh", "/usr/local/lib/payloadlint/entrypoint"]
