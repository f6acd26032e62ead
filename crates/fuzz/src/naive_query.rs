//! Query strings once more, naively: owned bytes, one at a time.

/// A name and a value.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// The names of the four fields, in the order in which they are checked.
pub(crate) const NAMES: [&[&str]; 4] =
    [&["id", "cid"], &["pc"], &["expiry", "expiry_time"], &["signature"]];

/// Names and values as they were sent.
pub(crate) fn split(query: &[u8]) -> Vec<Pair> {
    let mut pairs = vec![(vec![], vec![])];
    let mut in_value = false;
    for byte in query {
        let (name, value) = pairs.last_mut().unwrap();
        match byte {
            b'&' => {
                pairs.push((vec![], vec![]));
                in_value = false;
            }
            b'=' if !in_value => in_value = true,
            byte if in_value => value.push(*byte),
            byte => name.push(*byte),
        }
    }
    pairs
}

pub(crate) fn join(pairs: &[Pair]) -> Vec<u8> {
    let parts: Vec<_> =
        pairs.iter().map(|(name, value)| [name, &b"="[..], value].concat()).collect();
    parts.join(&b'&')
}

/// The bytes that percent-escapes mean; nothing where one lacks its digits.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = vec![];
    let mut place = 0;
    while place < text.len() {
        if text[place] == b'%' {
            let high = char::from(*text.get(place + 1)?).to_digit(16)?;
            let low = char::from(*text.get(place + 2)?).to_digit(16)?;
            decoded.push(u8::try_from(high * 16 + low).unwrap());
            place += 3;
        } else {
            decoded.push(text[place]);
            place += 1;
        }
    }
    Some(decoded)
}

/// The text that escapes mean; one without its digits means itself, and what is no UTF-8 is U+FFFD.
pub(crate) fn decode_lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(&decode_whole(text)).into_owned()
}

/// The bytes that escapes mean; one without its digits means itself.
pub(crate) fn decode_whole(text: &[u8]) -> Vec<u8> {
    let mut decoded = vec![];
    let mut place = 0;
    while place < text.len() {
        let escape = text.get(place..place + 3).filter(|escape| escape[0] == b'%');
        if let Some(byte) = escape.and_then(decode) {
            decoded.extend(byte);
            place += 3;
        } else {
            decoded.push(text[place]);
            place += 1;
        }
    }
    decoded
}

/// Every byte as an escape.
pub(crate) fn escape(text: &[u8], upper_case: bool) -> Vec<u8> {
    let digits = if upper_case { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
    let digit = |value: u8| digits[usize::from(value)];
    text.iter().flat_map(|byte| [b'%', digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Which field a name as it was sent means.
pub(crate) fn field(name: &[u8]) -> Option<usize> {
    let name = String::from_utf8(decode(name)?).ok()?;
    NAMES.iter().position(|names| names.contains(&name.as_str()))
}

/// The decoded text of each field; an empty one, which the grammar refuses too, for a field without one text.
pub(crate) fn fields(pairs: &[Pair]) -> [Vec<u8>; 4] {
    let mut fields = [0, 1, 2, 3].map(|wanted| {
        pairs.iter().filter(move |(name, _)| field(name) == Some(wanted)).map(|(_, value)| value)
    });
    fields.each_mut().map(|values| match (values.next(), values.next()) {
        (Some(value), None) => decode(value).unwrap_or_default(),
        _ => vec![],
    })
}
