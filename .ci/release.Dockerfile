# The release's image: the binary is built by goreleaser and only copied here.
FROM gcr.io/distroless/static-debian12:nonroot
ARG TARGETPLATFORM
COPY $TARGETPLATFORM/payloadlint /usr/local/bin/payloadlint
USER nonroot:nonroot
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/payloadlint"]
