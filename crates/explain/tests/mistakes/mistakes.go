// Mistakes that are made in Go: by time.Format and Time.String.
package main

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

func sign(expiry string) string {
	text := strings.Join([]string{os.Getenv("ID"), os.Getenv("PC"), os.Getenv("KEY"), expiry}, "#")
	sum := sha1.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

func mistake(code, what, expiry, signature string) {
	query := url.Values{"id": {os.Getenv("ID")}, "pc": {os.Getenv("PC")}, "expiry": {expiry}, "signature": {signature}}
	fmt.Printf("%s\t%s\thttps://data.example/feed?%s\n", code, what, strings.ReplaceAll(query.Encode(), "+", "%20"))
}

func main() {
	java, iso := os.Getenv("EXPIRY"), os.Getenv("ISO")
	millis, _ := strconv.ParseInt(os.Getenv("MILLIS"), 10, 64)
	second := time.UnixMilli(millis).UTC().Truncate(time.Second)
	both := func(code, what, expiry, sent string) {
		mistake(code, what+" signed", sent, sign(expiry))
		mistake(code, what+" sent", expiry, sign(java))
	}
	both("expiry-without-fraction", "RFC3339", second.Format(time.RFC3339), java)
	both("expiry-date-library", "String", second.String(), java)
	both("expiry-date-library", "RFC1123", second.Format(time.RFC1123), java)
	both("expiry-date-library", "RFC1123Z", second.Format(time.RFC1123Z), java)
	both("expiry-date-library", "UnixDate", second.Format(time.UnixDate), java)
	both("expiry-date-library", "ANSIC", second.Format(time.ANSIC), java)
	half := second.Add(510 * time.Millisecond)
	sent := strings.Replace(iso, ".511", ".510", 1)
	mistake("expiry-date-library", "RFC3339Nano signed", sent, sign(half.Format(time.RFC3339Nano)))
	mistake("expiry-date-library", "RFC3339Nano sent", half.Format(time.RFC3339Nano), sign(java))
	mistake("expiry-date-library", "String with a fraction signed", sent, sign(half.String()))
	mistake("expiry-epoch-seconds", "Unix signed", java, sign(strconv.FormatInt(second.Unix(), 10)))
	mistake("expiry-epoch-milliseconds", "UnixMilli signed", iso, sign(strconv.FormatInt(millis, 10)))
	mistake("expiry-local-zone", "RFC3339 in a zone signed", java, sign(second.In(time.FixedZone("", -3*3600-1800)).Format(time.RFC3339)))
	mistake("signature-case", "%X", java, strings.ToUpper(sign(java)))
}
