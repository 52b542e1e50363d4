#!/bin/sh
# Lists and checks the published generation of a store folder with jq and sha256sum, without LiveMirror.
# Usage: check-generation.sh DATA_FOLDER. Exit status 0 if the manifest and every blob are whole.
set -eu

data=${1:?"usage: $0 DATA_FOLDER"}

# CURRENT is one line: the generation's number and the SHA-256 of its manifest.
read -r generation expected <"$data/CURRENT"
manifest=$data/generations/$generation/manifest.json
printf '%s  %s\n' "$expected" "$manifest" | sha256sum --check --quiet

# Columns: path, bytes, blob, and until when the file stays if the newest publish dropped it.
jq -r '"generation \(.generation), \(.created), \(.reason)"' "$manifest"
jq -r '.entries[] | [.path, .size, .blob, .until // "-"] | @tsv' "$manifest"

# A blob is named by the SHA-256 of its bytes and lies in two folders named by its first digits.
jq -r --arg data "$data" \
  '[.entries[].blob] | unique[] | "\(.)  \($data)/blobs/sha256/\(.[0:2])/\(.[2:4])/\(.)"' "$manifest" |
  sha256sum --check --quiet

echo "whole: manifest and $(jq '[.entries[].blob] | unique | length' "$manifest") blobs"
