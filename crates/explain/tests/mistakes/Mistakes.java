// Mistakes that are made in Java: by SimpleDateFormat, Date, Instant, MessageDigest and String.getBytes.
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TimeZone;

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
        String query = "id=" + ID + "&pc=" + PC + "&expiry=" + URLEncoder.encode(expiry, StandardCharsets.UTF_8).replace("+", "%20")
            + "&signature=" + signature;
        System.out.println(code + "\t" + what + "\thttps://data.example/feed?" + query);
    }

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
    }
}
