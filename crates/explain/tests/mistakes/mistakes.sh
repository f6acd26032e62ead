#!/usr/bin/env bash
# Mistakes that are made in a shell: by echo, printf, cat, sha1sum, openssl, xxd, iconv and date.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mistake() { # code, what, signature, [expiry], [id], [options]
    local expiry=${4:-$EXPIRY}
    expiry=${expiry//+/%2B} expiry=${expiry// /%20}
    printf '%s\t%s\thttps://data.example/feed?id=%s&pc=%s&expiry=%s&signature=%s\t%s\n' \
        "$1" "$2" "${5:-$ID}" "$PC" "$expiry" "$3" "${6:-}"
}
sum() { sha1sum | cut -d ' ' -f 1; }
# The key as another program reads it from a file: with everything that is in the file.
with_file() { { printf '%s#%s#' "$ID" "$PC"; cat "$folder/key"; printf '#%s' "$EXPIRY"; } | sum; }

echo "$KEY" >"$folder/key"
mistake key-trailing-newline "echo key >file" "$(with_file)"
printf '%s\r\n' "$KEY" >"$folder/key"
mistake key-crlf "a file of Windows" "$(with_file)"
IFS= read -r line <"$folder/key"
mistake key-crlf "read of a file of Windows" "$(printf '%s#%s#%s#%s' "$ID" "$PC" "$line" "$EXPIRY" | sum)"
printf '\xef\xbb\xbf%s' "$KEY" >"$folder/key"
mistake key-byte-order-mark "a byte order mark" "$(with_file)"
printf '\xef\xbb\xbf%s\r\n' "$KEY" >"$folder/key"
mistake key-byte-order-mark "a byte order mark and a line break" "$(with_file)"
printf '"%s"' "$KEY" >"$folder/key"
mistake key-quotes "double quotes" "$(with_file)"
printf "'%s'\n" "$KEY" >"$folder/key"
mistake key-quotes "single quotes and a line break" "$(with_file)"
printf '%s ' "$KEY" >"$folder/key"
mistake key-spaces "a space behind" "$(with_file)"
printf ' %s' "$KEY" >"$folder/key"
mistake key-spaces "a space before" "$(with_file)"
printf '%s\t' "$KEY" >"$folder/key"
mistake key-spaces "a tab behind" "$(with_file)"
printf '%s' "$KEY" | tr a-f A-F >"$folder/key"
mistake key-case "tr a-f A-F" "$(with_file)"
printf '%s' "$KEY" | xxd -r -p >"$folder/key"
mistake key-hex-decoded "xxd -r -p" "$(with_file)"
printf '%s' "$KEY" | base64 -d >"$folder/key"
mistake key-base64-decoded "base64 -d" "$(with_file)"
printf '%s' "$KEY" | base64 >"$folder/key"
mistake key-encoded "base64" "$(with_file)"
printf '%s' "$KEY" | xxd -r -p | base64 -w 0 >"$folder/key"
mistake key-encoded "xxd -r -p | base64 -w 0" "$(with_file)"
printf '%s' "$KEY" | xxd -p -c 0 >"$folder/key"
mistake key-encoded "xxd -p" "$(with_file)"
printf '0x%s' "$KEY" >"$folder/key"
mistake key-prefix "0x" "$(with_file)"
printf '%s\u00a0' "$KEY" >"$folder/key"
mistake key-invisible-characters "a no-break space" "$(with_file)"
printf '%s\u200b\n' "$KEY" >"$folder/key"
mistake key-invisible-characters "a zero-width space and a line break" "$(with_file)"
printf '%s' "$KEY" | head -c 32 >"$folder/key"
mistake key-truncated "head -c 32" "$(with_file)"
printf 'SERVER_KEY=%s\n' "$KEY" >"$folder/key"
mistake key-whole-line "a .env file" "$(with_file)"
printf 'export STORE_SERVER_KEY="%s"\n' "$KEY" >"$folder/key"
mistake key-whole-line "a file of exports" "$(with_file)"
printf '%s' "$KEY" | iconv -t UTF-16LE >"$folder/key"
mistake key-utf-16 "iconv -t UTF-16LE" "$(with_file)"
: >"$folder/key"
mistake key-missing "an empty file" "$(with_file)"
printf '%s' "$OTHER_KEY" >"$folder/key"
mistake other-server-key "the key of server B" "$(with_file)" "" "" "{\"otherServers\":{\"B\":\"$OTHER_KEY\"}}"
mistake retired-key "the key before" "$(with_file)" "" "" "{\"retired\":[\"$OTHER_KEY\"]}"
mistake retired-key "the key before, past its end" "$(with_file)" "" "" "{\"previous\":[\"$OTHER_KEY\"]}"

text="$ID#$PC#$KEY#$EXPIRY"
mistake message-newline "echo | sha1sum" "$(echo "$text" | sum)"
mistake message-newline "a line of Windows" "$(printf '%s\r\n' "$text" | sum)"
mistake message-newline "openssl of echo" "$(echo "$text" | openssl dgst -sha1 -r | cut -d ' ' -f 1)"
mistake id-pc-swapped "product code first" "$(printf %s "$PC#$ID#$KEY#$EXPIRY" | sum)"
mistake field-order "key first" "$(printf %s "$KEY#$ID#$PC#$EXPIRY" | sum)"
mistake field-order "key last" "$(printf %s "$ID#$PC#$EXPIRY#$KEY" | sum)"
mistake field-order "expiry first" "$(printf %s "$EXPIRY#$ID#$PC#$KEY" | sum)"
mistake no-delimiter "nothing in between" "$(printf %s "$ID$PC$KEY$EXPIRY" | sum)"
for delimiter in ':' '|' '-' ' ' '&' ',' '/' '##'; do
    mistake other-delimiter "$delimiter" "$(printf %s "$ID$delimiter$PC$delimiter$KEY$delimiter$EXPIRY" | sum)"
done
mistake other-delimiter "one more behind" "$(printf %s "$text#" | sum)"
mistake utf-16 "iconv -t UTF-16" "$(printf %s "$text" | iconv -t UTF-16 | sum)"
mistake sha-256 "sha256sum" "$(printf %s "$text" | sha256sum | cut -d ' ' -f 1)"
mistake sha-256 "sha256sum cut to 40 digits" "$(printf %s "$text" | sha256sum | cut -c 1-40)"
mistake other-hash "md5sum" "$(printf %s "$text" | md5sum | cut -d ' ' -f 1)"
mistake other-hash "sha512sum" "$(printf %s "$text" | sha512sum | cut -d ' ' -f 1)"
mistake hashed-twice "sha1sum | sha1sum" "$(printf %s "$(printf %s "$text" | sum)" | sum)"
mistake query-hashed "the query" "$(printf %s "id=$ID&pc=$PC&expiry=$EXPIRY$KEY" | sum)"
mistake query-hashed "openssl -hmac of the query" "$(printf %s "id=$ID&pc=$PC&expiry=$EXPIRY" | openssl dgst -sha1 -hmac "$KEY" -r | cut -d ' ' -f 1)"
for hash in sha1 sha256; do
    mistake hmac "openssl dgst -$hash -hmac" "$(printf %s "$ID#$PC#$EXPIRY" | openssl dgst "-$hash" -hmac "$KEY" -r | cut -d ' ' -f 1)"
done
mistake signature-base64 "openssl base64" "$(printf %s "$text" | openssl dgst -sha1 -binary | openssl base64 | sed 's/+/%2B/g')"
mistake signature-separators "openssl dgst -c" "$(printf %s "$text" | openssl dgst -sha1 -c | sed 's/.*= //')"
mistake signature-case "sha1sum in upper case" "$(printf %s "$text" | sum | tr a-f A-F)"
mistake truncated-value "cut -c 1-39" "$(printf %s "$text" | sum | cut -c 1-39)"
mistake doubled-value "appended twice" "$(printf %s "$text" | sum)$(printf %s "$text" | sum)"
mistake white-space "%0a behind" "$(printf %s "$text" | sum)%0A"
at=$((MILLIS / 1000))
mistake expiry-epoch-seconds "date +%s" "$(printf %s "$ID#$PC#$KEY#$(date -u -d "@$at" +%s)" | sum)"
mistake expiry-local-zone "date in another zone" \
    "$(printf %s "$ID#$PC#$KEY#$(TZ=Asia/Kolkata date -d "@$at" +%Y-%m-%dT%H:%M:%S%z)" | sum)"
mistake expiry-without-fraction "date -Is" "$(printf %s "$ID#$PC#$KEY#$(date -u -d "@$at" -Is)" | sum)"
mistake expiry-date-library "date -R" "$(printf %s "$ID#$PC#$KEY#$(LC_ALL=C date -u -d "@$at" -R)" | sum)"
