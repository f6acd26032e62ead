// Mistakes that are made in Java: by SimpleDateFormat, Date, Instant, MessageDigest and String.getBytes.
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;

class Mistakes {
    static final String ID = System.getenv("ID"), PC = System.getenv("PC"), KEY = System.getenv("KEY");
    static final String EXPIRY = System.getenv("EXPIRY"), ISO = System.getenv("ISO");
    static final long MILLIS = Long.parseLong(System.getenv("MILLIS"));

    static String sha1(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA1").digest(bytes));
    }

    static String text(String expiry) {
        return ID + "#" + PC + "#" + KEY + "#" + expiry;
    }

    static void mistake(String code, String what, String expiry, String signature) {
        mistake(code, what, "id=" + ID, expiry, signature, "");
    }

    static void mistake(String code, String what, String id, String expiry, String signature, String options) {
        String query = id + "&pc=" + PC + "&expiry=" + URLEncoder.encode(expiry, StandardCharsets.UTF_8).replace("+", "%20")
            + "&signature=" + signature;
        System.out.println(code + "\t" + what + "\thttps://data.example/feed?" + query + "\t" + options);
    }

    // An expiry in a pattern of its own, signed where the Store's was sent, and sent where the Store's was signed.
    static void pattern(String code, String pattern, String at, Locale locale) throws Exception {
        signedBy(code, pattern, at, locale);
        String hour = " at " + at + " in " + locale.toLanguageTag();
        String options = "{\"now\":\"" + Instant.parse(at).minusSeconds(90000).toString().replace("Z", ".000Z") + "\"}";
        mistake(code, pattern + hour + " sent", "id=" + ID, at(pattern, at, locale), sha1(bytes(text(at(STORE, at, Locale.ROOT)))), options);
    }

    static void signedBy(String code, String pattern, String at, Locale locale) throws Exception {
        String options = "{\"now\":\"" + Instant.parse(at).minusSeconds(3600).toString().replace("Z", ".000Z") + "\"}";
        String hour = " at " + at + " in " + locale.toLanguageTag();
        String signature = sha1(bytes(text(at(pattern, at, locale))));
        mistake(code, pattern + hour + " signed", "id=" + ID, at(STORE, at, Locale.ROOT), signature, options);
    }

    static String at(String pattern, String at, Locale locale) {
        SimpleDateFormat format = new SimpleDateFormat(pattern, locale);
        format.setTimeZone(TimeZone.getTimeZone("UTC"));
        return format.format(new Date(Instant.parse(at).toEpochMilli() + 511));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static final String STORE = "yyyy-MM-dd'T'HH:mm:ss.sssZ";

    static void signed(String code, String what, String expiry, String sent) throws Exception {
        mistake(code, what, sent, sha1(text(expiry).getBytes(StandardCharsets.UTF_8)));
    }

    static void sent(String code, String what, String expiry) throws Exception {
        mistake(code, what, expiry, sha1(text(EXPIRY).getBytes(StandardCharsets.UTF_8)));
    }

    static String format(String pattern, String zone, Locale locale) {
        SimpleDateFormat format = new SimpleDateFormat(pattern, locale);
        format.setTimeZone(TimeZone.getTimeZone(zone));
        return format.format(new Date(MILLIS));
    }

    public static void main(String[] args) throws Exception {
        String store = "yyyy-MM-dd'T'HH:mm:ss.sssZ", right = "yyyy-MM-dd'T'HH:mm:ss.SSSZ";
        String literal = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", iso = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";
        String[] zones = {
            "America/Toronto", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Chatham", "Pacific/Kiritimati",
            "Etc/GMT+12", "Australia/Eucla", "America/St_Johns", "Europe/Berlin", "Pacific/Marquesas",
        };
        for (String zone : zones) {
            signed("expiry-local-zone", "SimpleDateFormat in " + zone + " signed", format(store, zone, Locale.ROOT), EXPIRY);
            sent("expiry-local-zone", "SimpleDateFormat in " + zone + " sent", format(store, zone, Locale.ROOT));
            signed("expiry-local-zone", "SSS in " + zone + ", signed", format(right, zone, Locale.ROOT), ISO);
            signed("expiry-local-zone", "a literal Z in " + zone + ", signed", format(literal, zone, Locale.ROOT), ISO);
            signed("expiry-local-zone", "XXX in " + zone + ", signed", format(iso, zone, Locale.ROOT), ISO);
        }
        signed("expiry-milliseconds", "SSS for sss, signed", format(right, "UTC", Locale.ROOT), EXPIRY);
        signed("expiry-milliseconds", "SSS for sss, signed, with milliseconds sent", format(right, "UTC", Locale.ROOT), ISO);
        signed("expiry-milliseconds", "Instant.toString signed", Instant.ofEpochMilli(MILLIS).toString(), EXPIRY);
        signed("expiry-without-fraction", "Instant.toString of whole seconds", Instant.ofEpochSecond(MILLIS / 1000).toString(), EXPIRY);
        sent("expiry-without-fraction", "Instant.toString of whole seconds sent", Instant.ofEpochSecond(MILLIS / 1000).toString());
        signed("expiry-date-library", "LocalDateTime.toString signed", Instant.ofEpochMilli(MILLIS).atOffset(ZoneOffset.UTC).toLocalDateTime().toString(), ISO);
        signed("expiry-date-library", "Timestamp.toString signed", format("yyyy-MM-dd HH:mm:ss.SSS", "UTC", Locale.ROOT), ISO);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        signed("expiry-date-library", "Date.toString signed", new Date(MILLIS).toString(), EXPIRY);
        sent("expiry-date-library", "Date.toString sent", new Date(MILLIS).toString());
        Locale thai = Locale.forLanguageTag("th-TH-u-ca-buddhist");
        signed("expiry-date-library", "SimpleDateFormat in a Thai locale", format(store, "UTC", thai), EXPIRY);
        Locale arabic = Locale.forLanguageTag("ar-EG-u-nu-arab");
        signed("expiry-date-library", "SimpleDateFormat in an Arabic locale", format(store, "UTC", arabic), EXPIRY);
        mistake("utf-16", "getBytes(UTF_16)", EXPIRY, sha1(text(EXPIRY).getBytes(StandardCharsets.UTF_16)));
        mistake("utf-16", "getBytes(UTF_16BE)", EXPIRY, sha1(text(EXPIRY).getBytes(StandardCharsets.UTF_16BE)));
        patterns();
        values();
        digests();
    }

    // Letters of a pattern that differ in case alone.
    static void patterns() throws Exception {
        Locale root = Locale.ROOT;
        for (String at : new String[] {"2016-04-26T18:17:59Z", "2016-04-26T00:17:59Z", "2016-04-26T23:00:05Z"}) {
            pattern("expiry-12-hour-clock", STORE.replace("HH", "hh"), at, root);
            signedBy("expiry-12-hour-clock", "yyyy-MM-dd'T'hh:mm:ss.SSSZ", at, root);
            signedBy("expiry-12-hour-clock", "yyyy-MM-dd'T'hh:mm:ss.SSS'Z'", at, root);
            signedBy("expiry-12-hour-clock", "yyyy-MM-dd'T'hh:mm:ss.SSSXXX", at, root);
            signedBy("expiry-12-hour-clock", "yyyy-MM-dd'T'hh:mm:ssXXX", at, root);
        }
        signedBy("expiry-12-hour-clock", STORE.replace("HH", "KK"), "2016-04-26T12:17:59Z", root);
        signedBy("expiry-12-hour-clock", STORE.replace("HH", "kk"), "2016-04-26T00:17:59Z", root);
        for (Locale locale : new Locale[] {Locale.US, Locale.GERMANY, root}) {
            pattern("expiry-week-year", STORE.replace("yyyy", "YYYY"), "2018-12-31T18:17:59Z", locale);
            signedBy("expiry-week-year", "YYYY-MM-dd'T'HH:mm:ss.SSSXXX".replace("SSS", "sss"), "2018-12-31T08:17:59Z", locale);
        }
        pattern("expiry-week-year", STORE.replace("yyyy", "YYYY"), "2016-01-01T08:17:59Z", Locale.GERMANY);
        pattern("expiry-week-year", STORE.replace("yyyy", "YYYY"), "2015-12-29T08:17:59Z", Locale.US);
        for (String at : new String[] {"2016-04-26T08:17:59Z", "2016-02-01T18:17:59Z", "2016-12-31T23:59:59Z"}) {
            pattern("expiry-day-of-year", STORE.replace("dd", "DD"), at, root);
        }
        for (String at : new String[] {"2016-04-26T18:17:59Z", "2016-04-26T08:05:59Z", "2016-04-26T08:19:59Z"}) {
            signedBy("expiry-month-and-minute", "yyyy-mm-dd'T'HH:mm:ss.sssZ", at, root);
            signedBy("expiry-month-and-minute", "yyyy-MM-dd'T'HH:MM:ss.sssZ", at, root);
            signedBy("expiry-month-and-minute", "yyyy-mm-dd'T'HH:MM:ss.sssZ", at, root);
        }
        pattern("expiry-month-and-minute", "yyyy-mm-dd'T'HH:MM:ss.sssZ", "2016-04-26T08:05:59Z", root);
        signedBy("expiry-other-form", STORE.replace("Z", "XXX"), "2016-04-26T18:17:59Z", root);
        signedBy("expiry-milliseconds", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2016-04-26T18:17:59Z", root);
        signedBy("expiry-milliseconds", "yyyy-MM-dd'T'HH:mm:ss.SSSZ", "2016-04-26T18:17:59Z", root);
    }

    static void values() throws Exception {
        String none = null;
        mistake("placeholder-id", "an id that is null, signed", EXPIRY, sha1(bytes(none + "#" + PC + "#" + KEY + "#" + EXPIRY)));
        mistake("key-missing", "a key that is null", EXPIRY, sha1(bytes(ID + "#" + PC + "#" + none + "#" + EXPIRY)));
        String company = System.getenv("COMPANY"), bare = UUID.fromString(company).toString().replace("-", "");
        mistake("id-hyphens", "UUID without hyphens signed", "cid=" + company, EXPIRY, sha1(bytes(text(EXPIRY).replace(ID, bare))), "");
        mistake("id-hyphens", "UUID without hyphens sent", "cid=" + bare, EXPIRY, sha1(bytes(text(EXPIRY).replace(ID, company))), "");
        String encoded = Base64.getEncoder().encodeToString(bytes(KEY));
        mistake("key-encoded", "Base64.getEncoder of the text", EXPIRY, sha1(bytes(text(EXPIRY).replace(KEY, encoded))));
        encoded = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(KEY));
        mistake("key-encoded", "Base64.getEncoder of the bytes", EXPIRY, sha1(bytes(text(EXPIRY).replace(KEY, encoded))));
    }

    static void digests() throws Exception {
        MessageDigest sha1 = MessageDigest.getInstance("SHA1");
        sha1.update(bytes(text(EXPIRY)));
        mistake("hashed-twice", "update and digest of the text", EXPIRY, HexFormat.of().formatHex(sha1.digest(bytes(text(EXPIRY)))));
        for (String name : new String[] {"MD5", "SHA-512"}) {
            byte[] digest = MessageDigest.getInstance(name).digest(bytes(text(EXPIRY)));
            mistake("other-hash", "MessageDigest of " + name, EXPIRY, HexFormat.of().formatHex(digest));
        }
        int masked = 0, signed = 0, whole = 0;
        for (int number = 0; masked < 2 || signed < 6 || whole < 2; number++) {
            String id = "DISPLAY" + number;
            byte[] digest = sha1.digest(bytes(text(EXPIRY).replace(ID, id)));
            StringBuilder withMask = new StringBuilder(), without = new StringBuilder();
            for (byte b : digest) {
                withMask.append(Integer.toHexString(b & 0xff));
                without.append(Integer.toHexString(b));
            }
            String number16 = new BigInteger(1, digest).toString(16);
            if (withMask.length() < 40 && masked++ < 2) {
                mistake("signature-zeros", "Integer.toHexString(b & 0xff)", "id=" + id, EXPIRY, withMask.toString(), "");
            }
            if (signed++ < 6) {
                mistake("signature-zeros", "Integer.toHexString(b)", "id=" + id, EXPIRY, without.toString(), "");
            }
            if (number16.length() < 40 && whole++ < 2) {
                mistake("signature-zeros", "BigInteger.toString(16)", "id=" + id, EXPIRY, number16, "");
            }
        }
    }
}
