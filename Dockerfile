# docker build -t payloadlint . && docker run --rm -v "$PWD:/work" payloadlint requests/
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o /payloadlint ./cmd/payloadlint

# It has git, for --changed. The entry runs as the owner of what is mounted.
FROM buildpack-deps:bookworm-scm
COPY --from=build /payloadlint /usr/local/bin/payloadlint
COPY cmd/image/entrypoint /usr/local/lib/payloadlint/entrypoint
ENV HOME=/tmp GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=/work
WORKDIR /work
ENTRYPOINT ["/bin/sh", "/usr/local/lib/payloadlint/entrypoint"]
