#!/bin/sh
# Builds the page into a folder that any web server can serve: build.sh PROTO_FOLDER OUTPUT_FOLDER
#
# Needs buf, protoc-gen-es and esbuild in the PATH, and NODE_PATH with the packages @bufbuild/protobuf, @connectrpc/connect
# and @connectrpc/connect-web.
set -eu

protos=$(cd "$1" && pwd)
mkdir -p "$2"
output=$(cd "$2" && pwd)
cd "$(dirname "$0")"

buf generate "$protos" --path "$protos/loket/v1" --template buf.gen.yaml --output "$output"
buf generate errors --template buf.gen.yaml --output "$output"
NODE_PATH="$output/gen:$NODE_PATH" esbuild app.js --bundle --minify --log-level=warning --outfile="$output/app.js"
cp index.html style.css "$output/"
