//! The objects of a JSON array, each as a line.
//!
//! One that is garbled takes none of the others with it: whatever its quotes and braces claim, another object begins
//! where JSON has no place for one, and where those around it do.

use crate::object::Object;
use std::mem;

/// Makes lines of what stands between the brackets.
pub(crate) struct Objects {
    state: State,
    object: Object,
    /// Whether all whole objects so far ended on the lines on which they began, once there was one.
    are_one_a_line: Option<bool>,
    /// Whether nothing but white space and commas was read of the line.
    is_line_start: bool,
    /// How much was read of the line, where it is so.
    indent: usize,
    /// Whether something was written on the line.
    has_line: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Before an object, or in what is none.
    Between,
    Inside,
    Text,
    Escape,
}

impl Objects {
    pub(crate) fn new() -> Self {
        Self {
            state: State::Between,
            object: Object::default(),
            are_one_a_line: None,
            is_line_start: true,
            indent: 0,
            has_line: false,
        }
    }

    /// Reads on, and adds what that makes to the lines.
    pub(crate) fn read(&mut self, text: &[u8], lines: &mut Vec<u8>) {
        for byte in text {
            self.step(*byte, lines);
        }
    }

    fn step(&mut self, byte: u8, lines: &mut Vec<u8>) {
        let is_break = matches!(byte, b'\r' | b'\n');
        let is_space = is_break || matches!(byte, b' ' | b'\t');
        match self.state {
            State::Between => match byte {
                b'{' => self.begin(lines),
                b',' | b'[' | b']' => {}
                _ if is_break => self.end_line(lines),
                _ if is_space => {}
                _ => self.write(byte, lines),
            },
            State::Inside if is_space => self.object.pass_over_space(is_break),
            State::Inside => self.step_inside(byte, lines),
            State::Text | State::Escape => self.step_in_text(byte, is_break, lines),
        }
        // Some write the comma before the object.
        self.is_line_start = is_break || (self.is_line_start && (is_space || byte == b','));
        self.indent = if is_break { 0 } else { self.indent + usize::from(self.is_line_start) };
    }

    fn step_inside(&mut self, byte: u8, lines: &mut Vec<u8>) {
        if self.object.is_behind_seam() && !b",:}]\"".contains(&byte) {
            // That was no text, but its quote begins one of the next object.
            self.begin(lines);
            self.write(b'"', lines);
            self.state = State::Text;
            return self.step_in_text(byte, false, lines);
        }
        if byte == b'{' && self.is_of_another() {
            return self.begin(lines);
        }
        self.object.take(byte);
        self.write(byte, lines);
        if byte == b'"' {
            self.object.seam = 0;
            self.state = State::Text;
        }
        if self.object.open.is_empty() {
            if !self.object.is_garbled {
                let are_one_a_line = self.are_one_a_line.unwrap_or(true);
                self.are_one_a_line = Some(are_one_a_line && !self.object.has_line_break);
            }
            self.end_line(lines);
            self.state = State::Between;
        }
    }

    fn step_in_text(&mut self, byte: u8, is_break: bool, lines: &mut Vec<u8>) {
        let object = &mut self.object;
        if byte == b'{' && self.is_line_start && object.is_garbled {
            return self.begin(lines);
        }
        // No text holds a line break: as another control byte it stays malformed.
        object.is_garbled |= is_break;
        object.has_line_break |= is_break;
        object.see_seam(byte);
        self.state = match (self.state, byte) {
            (State::Text, b'"') => State::Inside,
            (State::Text, b'\\') => State::Escape,
            _ => State::Text,
        };
        self.write(if is_break { b'\t' } else { byte }, lines);
    }

    /// Whether a brace in an object begins another one: this one has no place for it, or those before it began their
    /// lines so.
    fn is_of_another(&self) -> bool {
        let object = &self.object;
        let is_as_others = match self.are_one_a_line {
            // What is in an object is farther from the start.
            _ if object.is_indented => object.indent > 0 && object.indent == self.indent,
            Some(are_one_a_line) => are_one_a_line,
            // Nobody breaks a line behind a colon, but it may have been cut there.
            None => object.before == b':',
        };
        !object.has_place_for_value()
            || (object.is_garbled && (self.is_line_start || object.before == b','))
            || (self.is_line_start && is_as_others)
    }

    fn begin(&mut self, lines: &mut Vec<u8>) {
        self.end_line(lines);
        self.write(b'{', lines);
        let mut open = mem::take(&mut self.object.open);
        open.clear();
        open.push(false);
        let indent = if self.is_line_start { self.indent } else { 0 };
        self.object = Object { open, before: b'{', indent, ..Object::default() };
        self.state = State::Inside;
    }

    fn write(&mut self, byte: u8, lines: &mut Vec<u8>) {
        lines.push(byte);
        self.has_line = true;
    }

    fn end_line(&mut self, lines: &mut Vec<u8>) {
        if mem::take(&mut self.has_line) {
            lines.push(b'\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBJECT: &str = r#"{"time":"2026-01-01T00:00:00Z","n":0,"tags":["a",{"b":[]}],"ua":"x},{ \"","of":{"x":1}}"#;

    const TAGS: &str = r#""tags":["a",{"b":[]}],"#;

    /// Arrays of some such objects: one a line, on one line, and indented. Each with its objects as lines.
    fn arrays() -> Vec<(String, Vec<String>)> {
        let objects: Vec<String> =
            (0..7).map(|n| OBJECT.replace("\"n\":0", &format!("\"n\":{n}"))).collect();
        // With an array in one, and no line to end it, all that follows could be meant for it.
        let flat = objects.iter().map(|object| object.replace(TAGS, ""));
        let flat: Vec<String> = flat.collect();
        let indented = |object: &String| {
            let object = object.replacen('{', "  {\n    ", 1).replace(",\"", ",\n    \"");
            object.replace("[\"a\",{", "[\n      \"a\",\n      {").replace("}}", "}\n  }")
        };
        vec![
            (format!("[{}]\n", objects.join(",\n")), objects.clone()),
            (format!("[\n{}\n]\n", objects.join("\n,")), objects.clone()),
            (format!("[{}]", flat.join(",")), flat.clone()),
            (format!("[{}]", flat.join(", ")), flat),
            (
                format!("[\n{}\n]\n", objects.iter().map(indented).collect::<Vec<_>>().join(",\n")),
                objects,
            ),
        ]
    }

    fn lines_of(text: &str) -> Vec<String> {
        let mut lines = Vec::new();
        Objects::new().read(text.as_bytes(), &mut lines);
        String::from_utf8(lines).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn each_object_is_a_line_however_the_array_is_written() {
        for (array, objects) in arrays() {
            assert_eq!(lines_of(&array), objects, "{array}");
        }
        // More such objects than one, and none on a line of its own.
        let nested = "[{\"a\":1},\n{\n\"b\":[\n{\"c\":1},\n{\"d\":2}\n]\n}]";
        assert_eq!(lines_of(nested), ["{\"a\":1}", "{\"b\":[{\"c\":1},{\"d\":2}]}"]);
    }

    /// The array with `edit` made to the text of its object number `number`.
    #[track_caller]
    fn assert_others_stay(number: usize, edit: impl Fn(&str) -> String) {
        for (array, objects) in arrays() {
            let name = format!("\"n\":{number}");
            let middle = array.find(&name).unwrap();
            let start = array[..middle].rfind("{\"time").or(array[..middle].rfind("{\n")).unwrap();
            let end = array[middle..].find("\"x\":1").unwrap() + middle;
            let end = end + array[end..].match_indices('}').nth(1).unwrap().0 + 1;
            let text = [&array[..start], &edit(&array[start..end]), &array[end..]].concat();
            let found = lines_of(&text);
            for object in objects.iter().filter(|object| !object.contains(&name)) {
                assert!(found.contains(object), "{object} is not in {found:#?} of {text}");
            }
        }
    }

    #[test]
    fn an_object_that_is_cut_takes_no_other_with_it() {
        for number in [1, 5] {
            for at in 1..OBJECT.len() {
                let at = |text: &str| at.min(text.len() - 1);
                assert_others_stay(number, |text| text[..at(text)].to_owned());
                assert_others_stay(number, |text| text[at(text)..].to_owned());
            }
        }
    }

    #[test]
    fn an_object_with_one_byte_more_or_another_takes_no_other_with_it() {
        for number in [1, 5] {
            for at in 0..OBJECT.len() {
                for byte in ["\"", "{", "}", "[", "]", ",", ":", "\\", "x", "\u{1}", "\n"] {
                    let at = |text: &str| at.min(text.len() - 1);
                    assert_others_stay(number, |text| {
                        [&text[..at(text)], byte, &text[at(text)..]].concat()
                    });
                    assert_others_stay(number, |text| {
                        [&text[..at(text)], byte, &text[at(text) + 1..]].concat()
                    });
                }
            }
        }
    }

    #[test]
    fn what_is_no_object_stands_alone() {
        assert_eq!(lines_of("[{\"a\":1}, 5, {\"b\":2}]"), ["{\"a\":1}", "5", "{\"b\":2}"]);
        assert_eq!(lines_of("[\n{\"a\":1},\nx\n{\"b\":2}]"), ["{\"a\":1}", "x", "{\"b\":2}"]);
    }
}
