// Mistakes that are made in C#: by DateTime.ToString, BitConverter and Encoding.Unicode.
using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

static class Mistakes {
    static readonly string Id = Env("ID"), Pc = Env("PC"), Key = Env("KEY"), Java = Env("EXPIRY"), Iso = Env("ISO");

    static string Env(string name) { return Environment.GetEnvironmentVariable(name); }

    static byte[] Hash(string expiry, Encoding encoding) {
        return SHA1.Create().ComputeHash(encoding.GetBytes(string.Join("#", Id, Pc, Key, expiry)));
    }

    static string Dashed(string expiry) { return BitConverter.ToString(Hash(expiry, Encoding.UTF8)); }

    static string Sign(string expiry) { return Dashed(expiry).Replace("-", "").ToLowerInvariant(); }

    static void Mistake(string code, string what, string expiry, string signature) {
        Console.WriteLine(code + "\t" + what + "\thttps://data.example/feed?id=" + Id + "&pc=" + Pc + "&expiry="
            + Uri.EscapeDataString(expiry) + "&signature=" + Uri.EscapeDataString(signature));
    }

    static void Both(string code, string what, string text, string sent) {
        Mistake(code, what + " signed", sent, Sign(text));
        Mistake(code, what + " sent", text, Sign(Java));
    }

    static void Main() {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var at = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(long.Parse(Env("MILLIS")));
        Both("expiry-date-library", "ToString(\"o\")", at.ToString("o"), Iso);
        Both("expiry-date-library", "DateTimeOffset.ToString(\"o\")", new DateTimeOffset(at).ToString("o"), Iso);
        Both("expiry-without-fraction", "ToString(\"s\")", at.ToString("s"), Java);
        Both("expiry-date-library", "ToString(\"u\")", at.ToString("u"), Java);
        Both("expiry-date-library", "ToString(\"r\")", at.ToString("r"), Java);
        Mistake("expiry-date-library", "ToString() signed", Java, Sign(at.ToString()));
        Mistake("expiry-date-library", "ToString() of the United States signed", Java, Sign(at.ToString(new CultureInfo("en-US"))));
        Mistake("expiry-date-library", "ToString() of Great Britain signed", Java, Sign(at.ToString(new CultureInfo("en-GB"))));
        Mistake("signature-separators", "BitConverter.ToString", Java, Dashed(Java));
        Mistake("signature-separators", "BitConverter.ToString in lower case", Java, Dashed(Java).ToLowerInvariant());
        Mistake("signature-case", "ToString(\"X2\")", Java, Sign(Java).ToUpperInvariant());
        Mistake("signature-base64", "Convert.ToBase64String", Java, Convert.ToBase64String(Hash(Java, Encoding.UTF8)));
        Mistake("utf-16", "Encoding.Unicode", Java, Sign(Hash(Java, Encoding.Unicode)));
        Mistake("utf-16", "Encoding.BigEndianUnicode", Java, Sign(Hash(Java, Encoding.BigEndianUnicode)));
    }

    static string Sign(byte[] hash) { return BitConverter.ToString(hash).Replace("-", "").ToLowerInvariant(); }
}
