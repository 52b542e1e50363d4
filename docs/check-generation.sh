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
named() { jq -r --arg data "$data" '"\(.)  \($data)/blobs/sha256/\(.[0:2])/\(.[2:4])/\(.)"' | sort -u; }
pages=$(jq '.pages[].blob' "$manifest" | named)
printf '%s\n' "$pages" | sha256sum --check --quiet

# Columns: path, bytes, blob, and until when the file stays if the newest publish dropped it.
# The first line of a page is what the facts of its entries have in common; an entry is a line with a path.
entries() { jq -r '.pages[].blob | "\(.[0:2])/\(.[2:4])/\(.)"' "$manifest" | sed "s|^|$data/blobs/sha256/|" | xargs -r -d '\n' cat | jq -c 'select(.path)'; }
entries | jq -r '[.path, .size, .blob, .until // "-"] | @tsv'
entries | jq .blob | named | sha256sum --check --quiet
echo "whole: manifest, pages and $(entries | jq -r .blob | sort -u | wc -l) blobs"
