//! The table of known mistakes: everything that is said of one, wherever it is said.

/// Calls a macro with the table: topic, how it is told, variant, name, title, explanation and fix of each.
macro_rules! known_mistakes {
    ($with:ident) => {
        $with! {
            Key, Signature, KeyTrailingNewline, "key-trailing-newline",
            "the key file ends with a line break",
            "An editor or `echo` leaves a line break at the end of a file. Hashed with the key, it changes every signature.",
            "Write the key alone, as `printf %s \"$KEY\" >server.key` does, or trim what is read.";

            Key, Signature, KeyCrlf, "key-crlf",
            "the key file ends with a Windows line break",
            "An editor on Windows ends a line with two bytes, CR and LF. Trimming only the last one leaves a CR behind the key.",
            "Write the key alone, without a line break, or trim all white space of what is read.";

            Key, Signature, KeyByteOrderMark, "key-byte-order-mark",
            "the key file starts with a byte order mark",
            "Some editors on Windows start UTF-8 files with the bytes EF BB BF, which nobody sees and every hash does.",
            "Save the file as \"UTF-8 without BOM\" or as ASCII.";

            Key, Signature, KeyUtf16, "key-utf-16",
            "the key file is UTF-16",
            "PowerShell's `>` and `Out-File` write two bytes for every letter.",
            "Write the file as ASCII: `Set-Content -NoNewline -Encoding ascii server.key $key`.";

            Key, Signature, KeyQuotes, "key-quotes",
            "the key stands in quotes",
            "Quotes from a configuration file, a shell or a `.env` file became part of the key.",
            "Remove the quotes around the key where it is stored, or have the quotes read as quotes.";

            Key, Signature, KeySpaces, "key-spaces",
            "the key has spaces or tabs around it",
            "Copying a key from a letter or a table often takes a space or a tab along.",
            "Remove the white space before and behind the key.";

            Key, Signature, KeyInvisible, "key-invisible-characters",
            "the key has characters around it that nobody sees",
            "Web pages, letters and chats put no-break spaces, zero-width spaces or marks of direction around a text. A copy takes them along, and trimming spaces and tabs leaves them.",
            "Look at the bytes of the key, as `xxd server.key` shows them, and store those of its letters alone.";

            Key, Signature, KeyPrefix, "key-prefix",
            "the key has a prefix, such as `0x`",
            "A prefix that says how the key is written, `0x` or `hex:`, was hashed with it, on one of the two sides.",
            "Use the key letter by letter as the Store issued it, without anything before it.";

            Key, Signature, KeyLine, "key-whole-line",
            "a whole line of a configuration was taken for the key",
            "The key's file has a line such as `SERVER_KEY=…`, and all of it was hashed, on one of the two sides.",
            "Write the key alone into its file, or have the file read by what reads such lines.";

            Key, Signature, KeyTruncated, "key-truncated",
            "the key is cut off",
            "A column, a buffer or a copy was too short for the whole key: of 40 digits, 32 fit where an MD5 fits.",
            "Compare the length of the key with the one that the Store issued, wherever it is stored.";

            Key, Signature, KeyCase, "key-case",
            "the key is in other letters: upper case for lower case, or the reverse",
            "A key of hexadecimal digits looks the same in both, but the hash is of its letters.",
            "Use the key letter by letter as the Store issued it.";

            Key, Signature, KeyHexDecoded, "key-hex-decoded",
            "the key was decoded from hexadecimal",
            "The key looks like hexadecimal digits, and a library made bytes of them. The scheme hashes the digits.",
            "Use the key as text: do not pass it through `unhexlify`, `Buffer.from(key, 'hex')` or `hex2bin`.";

            Key, Signature, KeyBase64Decoded, "key-base64-decoded",
            "the key was decoded from Base64",
            "Every hexadecimal digit is a Base64 letter too, so that decoding a key never fails. The scheme hashes the text.",
            "Use the key as text: do not pass it through a Base64 decoder.";

            Key, Signature, KeyEncoded, "key-encoded",
            "the key was encoded once more, as Base64 or hexadecimal",
            "A store of secrets such as Kubernetes' gives Base64, and some libraries want it. The scheme hashes the text that the Store issued.",
            "Decode the key where it is read, once, and hash the text of it.";

            Key, Signature, KeyMissing, "key-missing",
            "the key was left out",
            "The signature is the hash of id, product code and expiry alone, or with `null` or `undefined` in place of the key. Most often a variable of the environment was empty. Anybody can make such a signature.",
            "Put the key between product code and expiry, and refuse to start without one.";

            Key, Signature, RetiredKey, "retired-key",
            "the signature was made with a key that is accepted no longer",
            "After a change of keys, an App went on with an authorization from before, or the Store still signs with the previous key.",
            "Accept the previous key for some time more, a day at least, or have the App ask the Store again.";

            Key, Signature, OtherServerKey, "other-server-key",
            "the signature is the one for another server",
            "The Store answers with a signature for each server id in `srv`. The App passed on the wrong one, or the servers' keys were mixed up.",
            "Take the signature whose `serverId` is this server's, and check that this server has its own key.";

            Key, Form, KeyInRequest, "key-in-request",
            "the request holds the server key",
            "Whoever sees this request, a proxy or a log among them, can sign whatever they like.",
            "Ask for a new key, and never let an App know a key: it passes on what the Store signed.";

            Message, Signature, IdPcSwapped, "id-pc-swapped",
            "id and product code are swapped",
            "The product code stands where the id belongs, in the request or in the text that was hashed.",
            "The order is id, product code, key, expiry.";

            Message, Signature, FieldOrder, "field-order",
            "the parts were hashed in another order",
            "The four parts and the three delimiters are right, the order is not.",
            "The order is id, product code, key, expiry.";

            Message, Signature, NoDelimiter, "no-delimiter",
            "the parts were hashed without `#` between them",
            "The parts, or two of them, were joined with nothing in between.",
            "Join the four parts by `#`: id#pc#key#expiry.";

            Message, Signature, OtherDelimiter, "other-delimiter",
            "the parts were hashed with another delimiter, or one too many",
            "The parts were joined by something else than one `#`, or there is one before the first or behind the last.",
            "Join the four parts by `#`: id#pc#key#expiry, with none at either end.";

            Message, Signature, MessageNewline, "message-newline",
            "a line break was hashed behind the text",
            "`echo text | sha1sum` hashes the line break that `echo` writes.",
            "Use `printf %s` or `echo -n`, and hash nothing behind the expiry.";

            Message, Signature, HashedTwice, "hashed-twice",
            "the text, a part of it or its hash was hashed twice",
            "`update` was called with a text that `digest` was given again, a part was appended twice, or the hash of the hash was taken.",
            "Hash the text once: id#pc#key#expiry.";

            Message, Signature, Utf16, "utf-16",
            "the text was hashed as UTF-16",
            "Strings of .NET, Java and JavaScript are UTF-16 inside. `Encoding.Unicode.GetBytes` gives those bytes.",
            "Encode the text as UTF-8 before hashing: `Encoding.UTF8.GetBytes`.";

            Message, Form, Sha256, "sha-256",
            "the hash is SHA-256",
            "The scheme's hash is SHA-1, whatever one would choose today.",
            "Hash with SHA-1.";

            Message, Signature, Hmac, "hmac",
            "the signature is an HMAC",
            "The scheme has no HMAC: the key is a part of the text that is hashed.",
            "Take the plain SHA-1 of id#pc#key#expiry.";

            Message, Form, OtherHash, "other-hash",
            "the hash is MD5, or one of the SHA-2 family other than SHA-256",
            "The number of digits tells it: 32 are MD5's, 56, 96 and 128 those of SHA-224, SHA-384 and SHA-512. The scheme's hash is SHA-1, which has 40.",
            "Hash with SHA-1.";

            Message, Signature, QueryHashed, "query-hashed",
            "the query itself was hashed",
            "The signature is over the query string, with names and `&`, with or without the key. Other schemes do that.",
            "Hash the values alone, joined by `#`: id#pc#key#expiry.";

            Values, Signature, IdCase, "id-case",
            "the id is in other letters: upper case for lower case, or the reverse",
            "Display ids are upper case and company ids lower case. Something between the Store and this server changed that.",
            "Pass the id on letter by letter as it was sent to the Store.";

            Values, Form, PcCase, "pc-case",
            "the product code is in other letters: upper case for lower case, or the reverse",
            "The Store signs the product code as it was sent to it.",
            "Use the product code in the same letters everywhere: those that the Store issued.";

            Values, Signature, CompanyIdSigned, "company-id-signed",
            "the company's id was signed, and the display's id was sent",
            "The App asked the Store with `cid` and this server with `id`.",
            "Send this server the very id that was sent to the Store: as `cid` here too.";

            Values, Signature, DisplayIdSigned, "display-id-signed",
            "the display's id was signed, and the company's id was sent",
            "The App asked the Store with `id` and this server with `cid`.",
            "Send this server the very id that was sent to the Store: as `id` here too.";

            Values, Signature, IdHyphens, "id-hyphens",
            "the company's id is written in another way: without hyphens, or in braces",
            "Libraries print a UUID in several ways, and databases store it without hyphens. The hash is of its letters.",
            "Keep the id as text, with hyphens and in lower case, as the Store has it.";

            Values, Form, PercentEncoded, "percent-encoded",
            "values were hashed while still percent-encoded",
            "The signer took the values from a URL and did not decode them: `%2B` in place of `+`, `%3A` in place of `:`.",
            "Decode each value once before hashing.";

            Values, Form, PercentEncodedTwice, "percent-encoded-twice",
            "a value is percent-encoded twice",
            "One part of the App encodes the value and another encodes the result, so that `+` becomes `%252B`. Or the signer decoded twice.",
            "Encode each value once: either by `encodeURIComponent` or by the library that builds the URL.";

            Values, Form, PlusAsSpace, "plus-as-space",
            "a plus became a space",
            "A plus in a query means a space to form decoders. The expiry's `+0000` arrived as ` 0000`, or was signed so.",
            "Send the plus as `%2B`.";

            Values, Form, WhiteSpace, "white-space",
            "a value has white space around it",
            "A space, a tab or a line break was taken along with the value.",
            "Trim the value where it is read, before it is signed or sent.";

            Values, Form, QuotedValue, "quoted-value",
            "a value stands in quotes",
            "A value was turned into JSON on its own, which puts quotes around it.",
            "Send the text itself, not its JSON form.";

            Values, Form, TruncatedValue, "truncated-value",
            "a value is cut off",
            "A column, a buffer or a copy was too short for the whole value.",
            "Look where the value passes through something of a fixed length.";

            Values, Form, DoubledValue, "doubled-value",
            "a value is there twice, one behind the other",
            "A text was appended to a variable that already held it.",
            "Set the value where it is appended now.";

            Values, Form, PlaceholderId, "placeholder-id",
            "the id is a placeholder",
            "Names such as `preview`, `displayId` or `undefined` arrive where the Viewer gave no id: in a preview, or before it answered. The Store answers of such an id that it cannot be found.",
            "Wait for the Viewer's `rsparam_set` before asking the Store, and show the id once to see that it is one. Test on a real display.";

            Values, Form, PlaceholderValue, "placeholder-value",
            "a value is a placeholder",
            "The name of a value, an example of the documentation, `null` or `undefined` was sent in place of the value.",
            "Fill in the value itself.";

            Values, Form, ForbiddenByte, "forbidden-byte",
            "id or product code has a byte that is not allowed",
            "Both are visible ASCII other than `#`. A `#` could move text between them without changing the hash; an unescaped one in a URL ends the query.",
            "Send the id and product code as the Store knows them.";

            Values, Form, MalformedValue, "malformed-value",
            "a value does not have its form",
            "The value is nothing like what belongs there.",
            "Look at the value as it was sent, and where it comes from.";

            Expiry, Signature, ExpiryOtherForm, "expiry-other-form",
            "the expiry was signed in its other form",
            "The Store sends `…43.043+0000`, its documentation shows `…43.511Z`; `XXX` or a literal Z in the pattern, and JavaScript's `toISOString`, write a Z too. All say the same second; the signature covers one of them.",
            "Pass the expiry on byte by byte as the Store sent it, or set the policy for the expiry to `either`.";

            Expiry, Signature, ExpiryMilliseconds, "expiry-milliseconds",
            "the expiry was signed with its real milliseconds",
            "The Store's format prints the seconds again where the milliseconds belong. A signer that prints real milliseconds signs another text.",
            "Format as the Store does: the pattern is `yyyy-MM-dd'T'HH:mm:ss.sssZ` with a small `sss`, in UTC.";

            Expiry, Signature, ExpiryTwelveHours, "expiry-12-hour-clock",
            "the expiry is by the 12-hour clock",
            "In a pattern of `SimpleDateFormat`, a small `hh` is the hour from 1 to 12, so that 18:17 is printed as 06:17. The Store's own documentation prints `yyyy-MM-ddThh:mm:ss.sssZ`.",
            "Write `HH` in the pattern: `yyyy-MM-dd'T'HH:mm:ss.sssZ`.";

            Expiry, Signature, ExpiryWeekYear, "expiry-week-year",
            "the expiry has the year of its week",
            "In a pattern of `SimpleDateFormat`, `YYYY` is the year that the week belongs to. Around New Year it is another one than the date's.",
            "Write `yyyy` in the pattern: `yyyy-MM-dd'T'HH:mm:ss.sssZ`.";

            Expiry, Form, ExpiryDayOfYear, "expiry-day-of-year",
            "the expiry has the day of the year",
            "In a pattern of `SimpleDateFormat`, `DD` counts the days from New Year on, so that 26 April is printed as 117.",
            "Write `dd` in the pattern: `yyyy-MM-dd'T'HH:mm:ss.sssZ`.";

            Expiry, Signature, ExpiryMonthMinute, "expiry-month-and-minute",
            "the expiry has the minute for the month, or the month for the minute",
            "In a pattern of `SimpleDateFormat`, `MM` is the month and `mm` the minute.",
            "Write `MM` in the date and `mm` in the time: `yyyy-MM-dd'T'HH:mm:ss.sssZ`.";

            Expiry, Signature, ExpiryLocalZone, "expiry-local-zone",
            "the expiry is in a local time zone",
            "`SimpleDateFormat` uses the zone of the machine unless it is told another.",
            "Set the zone: `format.setTimeZone(TimeZone.getTimeZone(\"UTC\"))`, or start the program with `TZ=UTC`.";

            Expiry, Form, ExpiryEpochSeconds, "expiry-epoch-seconds",
            "the expiry is in seconds since 1970",
            "A number of seconds was sent or signed in place of the text.",
            "Pass the expiry on byte by byte as the Store sent it.";

            Expiry, Form, ExpiryEpochMilliseconds, "expiry-epoch-milliseconds",
            "the expiry is in milliseconds since 1970",
            "`getTime()` or `Date.now()` gives a number. It was sent or signed in place of the text.",
            "Pass the expiry on byte by byte as the Store sent it.";

            Expiry, Form, ExpiryWithoutFraction, "expiry-without-fraction",
            "the expiry has no fraction of a second",
            "A library that drops a fraction wrote the text anew, as RFC 3339 allows and the scheme does not.",
            "Pass the expiry on byte by byte as the Store sent it.";

            Expiry, Form, ExpiryDateLibrary, "expiry-date-library",
            "the expiry was written anew by a date library",
            "Reading the expiry into a date and printing it again gives another text in nearly every language.",
            "Keep the expiry as text, and make a date only of a copy.";

            Signature, Form, SignatureCase, "signature-case",
            "the signature is in upper case",
            "Some libraries print hexadecimal digits in upper case. Only lower case is accepted, so that an authorization has one spelling.",
            "Pass the signature on as the Store sent it; a signer of your own must print it in lower case.";

            Signature, Form, SignatureBase64, "signature-base64",
            "the signature is in Base64",
            "The 20 bytes of the hash were written as Base64.",
            "Write the hash as 40 lowercase hexadecimal digits.";

            Signature, Form, SignatureSeparators, "signature-separators",
            "the signature has separators or a prefix",
            "`BitConverter.ToString` puts dashes between bytes, other tools colons or spaces, or `0x` or `sha1=` before them.",
            "Write the hash as 40 lowercase hexadecimal digits and nothing else.";

            Signature, Signature, SignatureZeros, "signature-zeros",
            "the signature lacks zeros",
            "`Integer.toHexString` and number formats print no leading zero: a byte below 16 becomes one digit, and a negative one of Java eight.",
            "Print two digits for each byte: `String.format(\"%02x\", b)` or `HexFormat.of().formatHex(bytes)`.";

            Signature, Form, SampleSignature, "sample-signature",
            "the signature is the one of the documentation's example",
            "`8cb2237d…` is the SHA-1 of `12345`. No key makes it for any request.",
            "Take the signature from the Store's answer to the App.";

            Request, Form, ParameterName, "parameter-name",
            "a parameter has another name than expected",
            "The names are `id` or `cid`, `pc`, `expiry` or `expiry_time`, and `signature`, in lower case.",
            "Rename the parameter.";

            Request, Form, MissingParameter, "missing-parameter",
            "a parameter is missing",
            "All four fields are needed: an id, the product code, the expiry and the signature. Three of them are those that the Store was asked about and answered with.",
            "Send all four in every request.";

            Request, Form, RepeatedParameter, "repeated-parameter",
            "a parameter is given more than once",
            "Programs differ in which one they believe, so a request with two is refused.",
            "Send each field once, under one of its names.";

            Request, Form, HtmlEscaped, "html-escaped",
            "the URL is escaped for HTML",
            "`&amp;` stands where `&` belongs: the URL was copied from the source of a page.",
            "Unescape the URL before requesting it.";

            Request, Form, JsonEscaped, "json-escaped",
            "the URL is escaped for JSON or a shell",
            "`\\u0026` or `\\&` stands where `&` belongs: the URL was copied from the source of a JSON text, a script or a command.",
            "Have the text read as JSON, or unescape the URL before requesting it.";

            Request, Form, QueryEncoded, "query-encoded",
            "the whole query is percent-encoded",
            "`%3D` and `%26` stand where `=` and `&` belong: the query was encoded as if it were one value.",
            "Encode each value, and join names and values by `=` and `&` afterwards.";

            Request, Form, SmartQuotes, "smart-quotes",
            "there are typographic quotes in the request",
            "A text processor or a web page turned straight quotes into curly ones. The Store's own pages show such JSON.",
            "Use straight quotes in JSON, and none in a URL.";

            Request, Form, JsonInQuery, "json-in-query",
            "the query holds JSON",
            "The fields stand in a JSON object, and the object stands in the URL.",
            "Send the fields as parameters: id=…&pc=…&expiry=…&signature=….";

            Store, Form, JsonpBody, "jsonp-body",
            "a JSONP answer was passed on whole",
            "With `callback`, the Store answers with a call of a function: `f({…});`. It is to be run as a script, not sent.",
            "Take `expiry` and the signature's `value` from the object, and send them with id and product code.";

            Store, Form, StoreAnswer, "store-answer",
            "the Store's answer was passed on whole",
            "The answer holds the expiry and a list of signatures; this server wants the fields themselves.",
            "Take `expiry` and the `value` whose `serverId` is this server's, and send them with id and product code.";

            Store, Form, StoreNoSignatures, "store-no-signatures",
            "the Store's answer has no signature",
            "The Store signs for the servers named in `srv`, and was asked without it.",
            "Add `srv=` and this server's id to the App's question to the Store.";

            Store, Form, StoreIdNotFound, "store-id-not-found",
            "the Store does not know the id",
            "The Store answered that the display or the company cannot be found: the id was not the one of a real display or company.",
            "Make sure that the id is read correctly; showing it once, by `alert()` or in a log, is enough to see.";

            Store, Form, StoreDenied, "store-denied",
            "the Store did not authorize",
            "The Store answered `\"authorized\":false`. Where the product was bought all the same, display and presentation most often belong to another company than the one that bought it.",
            "Use a presentation and a display of the company that bought the product, and check its subscription.";

            Policy, Verdict, ClockSkew, "clock-skew",
            "the authorization expired only just now",
            "The signature is right. This server's clock is ahead, or the App renews its authorization too late.",
            "Compare this server's clock with a time server, have the App renew some minutes before the expiry, or allow a leeway of some seconds.";

            Policy, Verdict, Expired, "expired",
            "the authorization has expired",
            "The App went on with an old authorization. Each holds for about 24 hours.",
            "Have the App ask the Store again before the expiry, and every hour after a failure.";

            Policy, Verdict, ProductNotServed, "product-not-served",
            "the product is not served here",
            "The Store authorized the request, for a product code that is not in this server's list.",
            "Add the product code to the list, or send the request to the server of that product.";

            Policy, Verdict, LifetimeTooLong, "lifetime-too-long",
            "the expiry lies further ahead than this server accepts",
            "The Store authorizes for about 24 hours. This server's clock is behind, or somebody else signs with the key.",
            "Compare this server's clock with a time server. If it is right, ask who else has the key.";

            Policy, Verdict, NoKnownMistake, "no-known-mistake",
            "no known mistake matches",
            "None of the texts that are usually hashed by mistake, alone or two together, gives this signature. A wrong key is most likely, or a value that was changed on the way.",
            "Compare the key with the Store's, and each value with what the App got. Whoever holds the key can print the right signature with `storeauth explain --reveal-expected`.";
        }
    };
}

pub(crate) use known_mistakes;
