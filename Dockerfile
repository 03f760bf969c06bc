# docker build -t payloadlint . && docker run --rm -v "$PWD:/work" payloadlint requests/
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o /payloadlint ./cmd/payloadlint

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /payloadlint /usr/local/bin/payloadlint
USER nonroot:nonroot
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/payloadlint"]
