<?php
// Mistakes that are made in PHP: by date(), DateTime, hex2bin, base64_decode, urldecode and htmlspecialchars.
[$id, $pc, $key, $java, $iso, $millis] = array_map('getenv', ['ID', 'PC', 'KEY', 'EXPIRY', 'ISO', 'MILLIS']);

function mistake(string $code, string $what, string $expiry, string $signature): void {
    global $id, $pc;
    $query = http_build_query(['id' => $id, 'pc' => $pc, 'expiry' => $expiry, 'signature' => $signature], '', '&', PHP_QUERY_RFC3986);
    echo "$code\t$what\thttps://data.example/feed?$query\n";
}

function sign(string $expiry, ?string $key = null): string {
    global $id, $pc;
    return sha1("$id#$pc#" . ($key ?? getenv('KEY')) . "#$expiry");
}

date_default_timezone_set('UTC');
$at = intdiv((int) $millis, 1000);
$exact = DateTimeImmutable::createFromFormat('U.u', sprintf('%d.%03d', $at, $millis % 1000));
foreach ([
    ['expiry-without-fraction', "date('c')", date('c', $at)],
    ['expiry-without-fraction', 'DATE_ISO8601', date(DATE_ISO8601, $at)],
    ['expiry-date-library', 'DATE_RFC2822', date(DATE_RFC2822, $at)],
    ['expiry-date-library', 'DATE_RFC7231', date(DATE_RFC7231, $at)],
    ['expiry-date-library', 'Y-m-d H:i:s', date('Y-m-d H:i:s', $at)],
    ['expiry-epoch-seconds', 'strtotime', (string) strtotime($java)],
] as [$code, $what, $text]) {
    mistake($code, "$what signed", $java, sign($text));
    mistake($code, "$what sent", $text, sign($java));
}
mistake('expiry-date-library', 'DATE_RFC3339_EXTENDED signed', $iso, sign($exact->format(DATE_RFC3339_EXTENDED)));
mistake('expiry-date-library', 'DATE_RFC3339_EXTENDED sent', $exact->format(DATE_RFC3339_EXTENDED), sign($java));
mistake('key-hex-decoded', 'hex2bin', $java, sign($java, hex2bin($key)));
mistake('key-base64-decoded', 'base64_decode', $java, sign($java, base64_decode($key)));
mistake('key-missing', 'a key that is not set', $java, sign($java, ''));
mistake('signature-case', 'strtoupper', $java, strtoupper(sign($java)));
mistake('hmac', 'hash_hmac', $java, hash_hmac('sha1', "$id#$pc#$java", $key));
mistake('signature-base64', 'base64_encode of raw bytes', $java, base64_encode(sha1("$id#$pc#$key#$java", true)));
mistake('plus-as-space', 'urldecode of what was decoded, signed', $java, sign(urldecode($java)));
mistake('percent-encoded', 'urlencode signed', $java, sign(urlencode($java)));
mistake('sample-signature', 'the example of the documentation', $java, sha1('12345'));
$query = "id=$id&pc=$pc&expiry=" . rawurlencode($java) . '&signature=' . sign($java);
echo "html-escaped\thtmlspecialchars\thttps://data.example/feed?" . htmlspecialchars($query) . "\n";
