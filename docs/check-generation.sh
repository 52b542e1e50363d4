#!/bin/sh
# Lists and checks the published generation of a store folder with jq and sha256sum, without LiveMirror.
# Usage: check-generation.sh DATA_FOLDER. Exit status 0 if the manifest, its pages and every blob are whole.
set -eu

data=${1:?"usage: $0 DATA_FOLDER"}

# CURRENT is one line: the generation's number and the SHA-256 of its manifest.
read -r generation expected <"$data/CURRENT"
manifest=$data/generations/$generation/manifest.json
printf '%s  %s\n' "$expected" "$manifest" | sha256sum --check --quiet
jq -r '"generation \(.generation), \(.created), \(.reason): \(.files) files in \(.pages | length) pages"' "$manifest"

# A blob is named by the SHA-256 of its bytes and lies in two folders named by its first digits. A page is a blob.
file='"\($data)/blobs/sha256/\(.[0:2])/\(.[2:4])/\(.)"'
pages=$(jq -r --arg data "$data" ".pages[].blob | $file" "$manifest")
jq -r --arg data "$data" ".pages[].blob | \"\\(.)  \" + $file" "$manifest" | sha256sum --check --quiet

# Columns: path, bytes, blob, and until when the file stays if the newest publish dropped it.
entries() { printf '%s\n' "$pages" | xargs -r -d '\n' cat; }
entries | jq -r '[.path, .size, .blob, .until // "-"] | @tsv'
entries | jq -r --arg data "$data" ".blob | \"\\(.)  \" + $file" | sort -u | sha256sum --check --quiet
echo "whole: manifest, pages and $(entries | jq -r .blob | sort -u | wc -l) blobs"
